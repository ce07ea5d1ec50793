/** docs/configuration.md, made from the table of settings, in the sections and the order of the example file. */
import { readFile } from 'node:fs/promises'
import { type Setting, settings } from '../core/settings.ts'

export const configurationFile = 'docs/configuration.md'

const exampleFile = 'config/.env.production.example'

export async function configurationPage(): Promise<string> {
  const sections = readSections(await readFile(exampleFile, 'utf8'))
  const rows: Setting<unknown>[] = Object.values(settings)
  const listed = new Set(sections.flatMap(({ variables }) => variables))
  const others = rows.filter(({ env = '' }) => !listed.has(env))
  const tables = sections.map(({ title, variables }) => {
    const inSection = variables.flatMap((name) => rows.find(({ env }) => env === name) ?? [])
    return table(title, inSection)
  })
  return [intro, ...tables, table('Not in the environment of a server', others), outro].join('\n')
}

const intro = `# Configuration

<!-- Made by \`npm run docs\` from src/core/settings.ts: change it there. -->

A setting is taken from the first of these that has it: flag, environment, \`.env.local\`, \`.env\`, default. Both files are looked for in
the current folder. An empty value stands for the default, so it hides what lower places say. A value that cannot be is an error before
anything is opened, with the name of the variable, the file it stands in, and what would do.

    enddel serve --print-config         # each setting, its value and where that came from; secrets are masked
    enddel serve --print-config --json

[config/.env.production.example](../config/.env.production.example) is a file to start from. Sizes are bytes, such as \`268435456\`,
\`256MB\` (millions) or \`256MiB\`. \`enddel build\`, \`enddel migrate\` and \`enddel import\` read \`SITE_URL\` and the database from the same
places; their other flags are in \`--help\`.
`

const outro = `\`DEBUG=1\` is short for \`LOG_LEVEL=debug\`.
`

interface Section {
  title: string
  variables: string[]
}

/** `# --- Title ---` and the variables below it; of a title what stands before its first stop or colon. */
function readSections(text: string): Section[] {
  const [, ...parts] = text.split(/^# --- (.+?) ---$/m)
  const sections: Section[] = []
  for (let index = 0; index < parts.length; index += 2) {
    const variables = [...parts[index + 1]!.matchAll(/^(\w+)=/gm)].map(([, name]) => name!)
    sections.push({ title: parts[index]!.split(/[.:]/)[0]!, variables })
  }
  return sections
}

function table(title: string, rows: readonly Setting<unknown>[]): string {
  const lines = rows.map(({ env, flag, default: standard, about }) =>
    ['', code(env), code(flag), code(standard) || 'none', about.replaceAll('|', '\\|'), ''].join(' | ').trim(),
  )
  return `## ${title}

| variable | flag of \`serve\` | default | meaning |
| --- | --- | --- | --- |
${lines.join('\n')}
`
}

/** A pipe would end the cell, even within a code span. */
function code(text = ''): string {
  return text && `\`${text.replaceAll('|', '\\|')}\``
}
