import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const imports = suite('testing/imports')

/** Which folder of src/ may import which; `type` marks what may be imported as types only. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  content: ['core'],
  cache: ['core'],
  output: ['core', 'live'],
  market: ['core'],
  live: ['core', 'type market'],
  realtime: ['core', 'market', 'live'],
  client: ['live', 'type market', 'type realtime'],
  site: ['core', 'live', 'type content', 'type market'],
  render: ['core', 'live', 'type site'],
  pdf: ['core'],
  prerender: ['core', 'content', 'market', 'site', 'render', 'output', 'live', 'pdf'],
  serve: ['core', 'content', 'market', 'site', 'render', 'output', 'cache', 'live', 'realtime'],
  dev: ['core', 'content', 'market', 'site', 'render', 'prerender', 'output', 'live', 'serve', 'type realtime'],
  bench: ['core', 'output'],
  doctor: ['core', 'content', 'output', 'serve', 'pdf'],
  cli: ['core', 'content', 'prerender', 'serve', 'dev', 'bench', 'doctor', 'pdf'],
}

interface Import {
  file: string
  from: string
  to: string
  isType: boolean
}

imports('stay within the table', async () => {
  const found = (await importsBelow('src')).filter(
    ({ file, from }) => from !== 'testing' && !/\.test\.tsx?$/.test(file),
  )

  const strays = found.filter(({ from, to, isType }) => {
    const may = allowed[from] ?? []
    return from !== to && !may.includes(to) && !(isType && may.includes(`type ${to}`))
  })

  assert.ok(found.length > 50)
  assert.equal(strays, [])
})

imports('know every folder of the engine', async () => {
  const folders = (await readdir('src', { withFileTypes: true })).filter((entry) => entry.isDirectory())

  const unknown = folders.map(({ name }) => name).filter((name) => name !== 'testing' && !(name in allowed))

  assert.equal(unknown, [])
})

imports('of the sample site reach the engine only through its public name', async () => {
  const files = await sourcesBelow('templates')
  const strays: string[] = []
  for (const file of files) {
    for (const { specifier } of specifiersOf(await readFile(file, 'utf8'))) {
      if (specifier.startsWith('.') && relative('templates', join(dirname(file), specifier)).startsWith('..'))
        strays.push(`${file}: ${specifier}`)
    }
  }

  assert.ok(files.length > 20)
  assert.equal(strays, [])
})

imports('leave the environment to core/config.ts', async () => {
  const readers: string[] = []
  for (const file of await sourcesBelow('src')) {
    if (/(^|\/)testing\/|\.test\.tsx?$/.test(file)) continue
    if (/process\.env|['"](node:)?process['"]|=\s*process\b(?!\.versions\b)/.test(await readFile(file, 'utf8')))
      readers.push(file)
  }

  assert.equal(readers, [])
})

async function importsBelow(folder: string): Promise<Import[]> {
  const all: Import[] = []
  for (const file of await sourcesBelow(folder)) {
    const from = relative(folder, file).split('/')[0]!
    for (const { specifier, isType } of specifiersOf(await readFile(file, 'utf8'))) {
      if (!specifier.startsWith('.')) continue
      const to = relative(folder, join(dirname(file), specifier)).split('/')[0]!
      all.push({ file, from, to, isType })
    }
  }
  return all
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const statement =
  /^(?:import|export)\s+(type\s+)?((?:(?!^(?:import|export)\b)[^'"()=])*?)(?:from\s+)?['"]([^'"]+)['"]/gm

/** `import type`, and braces in which every name is a type, count as types. */
function specifiersOf(text: string): { specifier: string; isType: boolean }[] {
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => ({
    specifier: specifier!,
    isType: false,
  }))
  const statements = text.matchAll(statement)
  const fixed = [...statements].map(([, type, names = '', specifier]) => {
    const inBraces = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1]
    const allTypes = inBraces?.split(',').every((name) => !name.trim() || name.trim().startsWith('type '))
    return { specifier: specifier!, isType: Boolean(type) || Boolean(inBraces && allTypes) }
  })
  return [...fixed, ...dynamic]
}

imports.run()
