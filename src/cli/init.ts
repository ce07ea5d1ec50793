import type { Command } from 'commander'
import { closest } from '../core/closest.ts'
import { EnddelError } from '../core/errors.ts'
import { starterLocales, type StarterLocale } from './starter-files.ts'

interface Flags {
  locales: string
  name?: string
}

export function addInit(program: Command): void {
  program
    .command('init')
    .description('Make a folder with a small site to start from: pages, styles, two reports. Nothing is downloaded.')
    .argument('[folder]', 'a new or an empty folder', '.')
    .option('--locales <codes>', `languages by commas, of ${starterLocales.join(', ')}; the first is the default`, 'en')
    .option('--name <name>', 'what the site is called (default: after the folder)')
    .action(async (folder: string, flags: Flags) => {
      const locales = readLocales(flags.locales)
      const { makeProject } = await import('./make-project.ts')
      const { name, files } = await makeProject({ folder, locales, name: flags.name })
      console.log(nextSteps(folder, name, files))
    })
}

function readLocales(text: string): StarterLocale[] {
  const codes = [...new Set(text.split(',').map((code) => code.trim()))]
  return codes.map((code) => {
    const known = starterLocales.find((locale) => locale === code)
    if (known) return known
    const meant = closest(code, starterLocales)
    throw new EnddelError('E_USAGE', `--locales: the starter has no texts in "${code}"`, {
      hint: `${meant ? `did you mean ${meant}? ` : ''}there are ${starterLocales.join(', ')}; others are added in templates/settings.ts`,
    })
  })
}

function nextSteps(folder: string, name: string, files: number): string {
  const steps = [
    ...(folder === '.' ? [] : [`cd ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`}`]),
    'npm install',
    'npm run dev      # shows the site while you write it',
    'npm run build    # makes the pages',
    'npm run serve    # serves them, with a simulated market',
  ]
  const where = folder === '.' ? 'this folder' : folder
  return [`"${name}" is in ${where}: ${files} files. What comes next:`, '', ...steps.map((step) => `  ${step}`)].join(
    '\n',
  )
}
