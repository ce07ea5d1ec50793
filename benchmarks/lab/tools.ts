/** Programs a benchmark needs beyond npm. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const aptPackages = { wrk: 'wrk', nginx: 'nginx-light', gcc: 'gcc libc6-dev', taskset: 'util-linux' }

export type Tool = keyof typeof aptPackages

/** Where the program is; throws with what to install when it is missing. */
export function requireTool(tool: Tool): string {
  // A server's program may stand where a user's PATH does not look.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  const file = folders.map((folder) => join(folder, tool)).find(isExecutable)
  if (!file) throw new Error(`${tool} is missing: sudo apt-get install ${aptPackages[tool]}`)
  return file
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
