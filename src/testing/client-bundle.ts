import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

let bundle: Promise<string> | undefined

/** The browser's part, minified, as a module of one file that starts itself; made once for all tests. */
export function bundleClient(): Promise<string> {
  return (bundle ??= makeBundle())
}

async function makeBundle(): Promise<string> {
  const entry = fileURLToPath(new URL(`../client/start-live${extname(import.meta.url)}`, import.meta.url))
  const id = 'virtual:live'
  const result = await build({
    configFile: false,
    envFile: false,
    logLevel: 'silent',
    publicDir: false,
    plugins: [
      {
        name: 'enddel:live-entry',
        resolveId: (wanted) => (wanted === id ? `\0${id}` : undefined),
        load: (wanted) =>
          wanted === `\0${id}`
            ? `import { startLive } from ${JSON.stringify(entry)}; window.live = startLive()`
            : undefined,
      },
    ],
    build: { write: false, modulePreload: false, reportCompressedSize: false, rolldownOptions: { input: id } },
  })
  const chunks = [result].flat().flatMap((output) => ('output' in output ? output.output : []))
  return chunks.map((file: Rolldown.OutputAsset | Rolldown.OutputChunk) => ('code' in file ? file.code : '')).join('')
}
