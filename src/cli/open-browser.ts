import { spawn } from 'node:child_process'
import { platform } from 'node:os'

/** Shows an address in the browser of the one who sits there; where there is none, nothing happens. */
export function openBrowser(url: string): void {
  const [command, ...args] = commands[platform()] ?? ['xdg-open']
  const child = spawn(command!, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

const commands: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}
