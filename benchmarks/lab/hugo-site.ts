import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The site of benchmarks/sites/reports for Hugo, around reports that lie in `content/report/`. */
export function writeHugoSite(folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

const files = {
  'config.toml': `baseURL = "/"
title = "Reports"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT"]
paginate = 20
[permalinks]
report = "/report/:slug/"
`,
  'layouts/_default/baseof.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.summary }}"/><link rel="canonical" href="{{ .RelPermalink }}"/>
<meta property="og:url" content="{{ .RelPermalink }}"/><meta property="og:title" content="{{ .Title }}"/>
<meta property="og:type" content="website"/><meta property="og:locale" content="en"/></head><body>
<div><header><a href="/">Reports</a></header>{{ block "main" . }}{{ end }}<footer>Nothing here is advice.</footer></div>
</body></html>`,
  'layouts/_default/single.html': `{{ define "main" }}<main><article><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2006-01-02" }}</time> {{ delimit .Params.symbols ", " }}</p>
<p>{{ .Params.summary }}</p>{{ .Content }}</article>
<aside><h2>Before</h2>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}{{ end }}{{ end }}
</aside></main>{{ end }}`,
  'layouts/index.html': `{{ define "main" }}<main><h1>Reports</h1>
{{ $pages := .Paginate (where .Site.RegularPages "Section" "report") }}<ul>
{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2006-01-02" }}</time>
<p>{{ .Params.summary }}</p></li>{{ end }}</ul><p>Page {{ $pages.PageNumber }} of {{ $pages.TotalPages }}</p></main>{{ end }}`,
  'layouts/report/list.html': '{{ define "main" }}<main>Reports</main>{{ end }}',
}
