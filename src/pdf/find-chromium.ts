import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'
import { EnddelError } from '../core/errors.ts'

const run = promisify(execFile)

/** As the packages of systems call it. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** The program at `path`, or with an empty one the first that the shell finds. Throws an E_NO_CHROMIUM that says what to install. */
export async function findChromium(path: string): Promise<string> {
  if (path === '') return findByName()
  const isThere = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (isThere) return path
  throw new EnddelError('E_NO_CHROMIUM', `CHROMIUM_PATH: ${path} is no program that can be started`, {
    hint: 'give the path of Chromium or Chrome, or leave it empty to look for them',
  })
}

async function findByName(): Promise<string> {
  const script = 'for name; do command -v "$name" && exit; done; exit 1'
  try {
    const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...names])
    return stdout.trim()
  } catch (error) {
    throw new EnddelError('E_NO_CHROMIUM', 'PDF files are made by Chromium, and there is none here', {
      hint: 'install it, as with `apt-get install chromium`, or say in CHROMIUM_PATH where it is',
      cause: error,
    })
  }
}
