import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A whole site and its content in a few lines, sharing nothing with the sample site. One locale: paths carry no language. */
export interface TinySite {
  site: string
  content: string
  out: string
}

/** Writes the site below `folder`; `files` adds to or replaces what is there, by path below `folder`. */
export async function writeTinySite(folder: string, files: Record<string, string> = {}): Promise<TinySite> {
  for (const [name, text] of Object.entries({ ...tinyFiles, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return { site: join(folder, 'site'), content: join(folder, 'content'), out: join(folder, 'out') }
}

/** A report in the folder form, as a file. */
export function reportFile(id: number, title = `Report ${id}`): Record<string, string> {
  const text = `---\nid: ${id}\ntitle: ${title}\nsummary: About ${id}.\ndate: 2026-01-${String(id).padStart(2, '0')}T07:30:00+07:00\n---\nText ${id}.\n`
  return { [`content/reports/${String(id).padStart(4, '0')}.en.md`]: text }
}

/** `site.tsx` with further routes, as the source text of `route(...)` calls. */
export function siteFile(routes = '', locales = `['en']`): Record<string, string> {
  return {
    'site/site.tsx': `
      import { defineSite, document, notFound, redirect, route } from 'enddel'
      import { Boom, Home, Loop, Note, Report } from './pages.tsx'

      const head = () => ({ title: 'Tiny' })
      export default defineSite({
        locales: ${locales},
        layout: ({ children }) => <main>{children}</main>,
        routes: [
          route('/', { id: 'home', page: Home, head, load: () => ({ text: 'Hello <world> & all' }), prerender: 'all' }),
          route('/report/:id', {
            id: 'report', page: Report, head, always: true, prerender: 'all', freshness: 'longTerm',
            params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
            load: async ({ id }, { reports }) => {
              const report = await reports.get(Number(id))
              return report ? { title: report.title } : notFound()
            },
          }),
          route('/note/:name', { id: 'note', page: Note, head, load: ({ name }) => ({ name }), aliases: ['/note?name=:name'] }),
          route('/old', { id: 'old', page: Note, head, load: () => redirect('/note/new') }),
          route('/boom', { id: 'boom', page: Boom, head }),
          route('/loop', { id: 'loop', page: Loop, head }),
          ${routes}
        ],
        notFound: { page: () => <h1>No such page</h1>, head: () => ({ title: 'Not found' }) },
        error: { page: () => <h1>Something broke</h1>, head: () => ({ title: 'Error' }) },
      })`,
  }
}

const tinyFiles: Record<string, string> = {
  ...siteFile(),
  'site/pages.tsx': `
    export const Home = ({ data }) => <h1 title={data.text}>{data.text}</h1>
    export const Report = ({ data }) => <h1>{data.title}</h1>
    export const Note = ({ data }) => <h1>Note {data.name}</h1>
    export const Loop = () => { for (;;); }
    export function Boom() {
      const nothing = undefined
      return <h1>{nothing.name}</h1>
    }
  `,
  'site/browser.ts': `import './site.css'\nconsole.log('tiny')\n`,
  'site/site.css': `h1 { color: rebeccapurple }\n${Array.from({ length: 40 }, (_, n) => `.filler-${n} { width: ${n}px }`).join('\n')}`,
  'site/public/robots.txt': 'User-agent: *\n',
  ...reportFile(1),
  ...reportFile(2),
}
