/**
 * `npm test`: sees to what the tests need, compiles, runs every suite in one process, and ends with `N passed, N failed`
 * alone on the last line. Arguments narrow the run to test files whose path matches, such as `npm test -- content/markdown`.
 */
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { withCompiled } from './compiled.ts'
import { ensureNeeds } from './needs.ts'

const pattern = process.argv[2] ?? ''

try {
  await ensureNeeds()
  const { code, output } = await withCompiled((folder) =>
    runUvu(folder, `^(src|templates)/.*(?:${pattern}).*\\.test\\.js$`),
  )
  const total = count(output, 'Total')
  const passed = count(output, 'Passed')
  // A run that broke off before its summary is one failure more than it could count.
  const failed = Math.max(total - passed, code === 0 && total > 0 ? 0 : 1)
  const failures = failuresOf(output)
  if (failures) console.log(`The failures once more:\n\n${failures}\n`)
  // A run that broke off did so in the middle of a line.
  if (!output.endsWith('\n')) console.log()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}

function runUvu(folder: string, pattern: string): Promise<{ code: number; output: string }> {
  const args = ['--enable-source-maps', 'node_modules/uvu/bin.js', folder, pattern]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 1, output })))
}

/** What uvu said of the tests that failed, without colours: they end a run, since logs are often kept by their end alone. */
function failuresOf(output: string): string {
  const blocks = stripVTControlCharacters(output).matchAll(/^ {3}FAIL .*?(?=\n+(?:src|templates)\/|\n+ {2}Total:)/gms)
  return [...blocks].map(([block]) => block.trim()).join('\n\n')
}

/** uvu colours its summary on terminals, so the name is looked for in the plain text. */
function count(output: string, name: string): number {
  const lines = output.matchAll(new RegExp(`^.{0,12}${name}:\\s+(\\d+)`, 'gm'))
  return [...lines].reduce((sum, [, number]) => sum + Number(number), 0)
}
