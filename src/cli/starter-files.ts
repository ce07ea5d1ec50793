/** The files of a new project: those of `starter/`, and the few that depend on what was asked for. */
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../core/version.ts'

/** Those the starter has texts in. */
export const starterLocales = ['en', 'vi', 'ru'] as const
export type StarterLocale = (typeof starterLocales)[number]

export interface Project {
  /** Where it will stand. */
  folder: string
  locales: readonly StarterLocale[]
  name: string
}

export type ProjectFile = { to: string; from: string } | { to: string; text: string }

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

export async function starterFiles(project: Project): Promise<ProjectFile[]> {
  const starter = join(packageFolder, 'starter')
  const entries = await readdir(starter, { withFileTypes: true, recursive: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(starter, join(entry.parentPath, entry.name)))
  const copied = paths.filter((path) => isWanted(path, project.locales)).sort()
  return [
    // A file of this name would not come with the package: npm reads it itself.
    ...copied.map((path) => ({ to: path === 'gitignore' ? '.gitignore' : path, from: join(starter, path) })),
    { to: join('templates', 'settings.ts'), text: settingsText(project) },
    { to: 'package.json', text: await manifestText(project) },
    { to: 'README.md', text: readmeText(project.name) },
  ]
}

/** Not what is written anew, and texts in the chosen languages alone. */
function isWanted(path: string, locales: readonly string[]): boolean {
  if (path === join('templates', 'settings.ts')) return false
  const [, locale] = /(?:^|[\\/])(\w+)\.(?:md|ts)$/.exec(path) ?? []
  const isText = (starterLocales as readonly (string | undefined)[]).includes(locale)
  return !isText || locales.includes(locale!)
}

function settingsText({ locales, name }: Project): string {
  return `import type { Words } from './words.ts'
${locales.map((locale) => `import { ${locale} } from './words/${locale}.ts'\n`).join('')}
export const siteName = ${quoted(name)}

/** The first is the default. A further language is a file below words/ and a line here. */
export const languages: Record<string, Words> = { ${locales.join(', ')} }
`
}

async function manifestText({ folder, name }: Project): Promise<string> {
  const manifest = {
    name: packageName(name),
    private: true,
    type: 'module',
    scripts: {
      dev: 'enddel dev',
      build: 'enddel build',
      serve: 'enddel serve --market demo',
      doctor: 'enddel doctor',
    },
    dependencies: { enddel: await ownRange(folder) },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** One that was not installed by npm is taken from where it stands. */
async function ownRange(folder: string): Promise<string> {
  if (packageFolder.split(sep).includes('node_modules')) return `^${await version()}`
  return `file:${relative(folder, packageFolder).split(sep).join('/')}`
}

function packageName(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'site'
}

/** As a text of TypeScript in single quotes. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function readmeText(name: string): string {
  return `# ${name}

\`\`\`sh
npm install
npm run dev      # the site while you write it, at http://127.0.0.1:4321/
npm run build    # makes the pages, in out/
npm run serve    # serves them at http://localhost:3000/, with a simulated market
npm run doctor   # what is missing or wrong on this machine, and what to do
\`\`\`

- \`templates/\` is the site: \`site.tsx\` has its pages and their addresses, \`settings.ts\` its name and languages, \`words/\` its texts.
- \`content/reports/\` has a folder for each report, with a Markdown file for each language. \`content/market.json\` is what prices are
  before anything newer is known.
- \`npm run serve -- --market live\` asks the exchanges for prices.
`
}
