import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import { createServer, type Plugin, type ViteDevServer } from 'vite'
import { commonConfig, engineFolder, rendererCode, virtualEntry } from '../prerender/vite-config.ts'
import type { OnDevEvent } from './dev-event.ts'
import { toLogger } from './vite-logger.ts'

/** What is below it is Vite's: no page of a site can be taken for one of its files, nor the other way round. */
export const viteBase = '/@dev/'

export interface ViteOptions {
  siteFolder: string
  /** The path of `site.ts`. */
  entry: string
  cacheFolder: string
  /** Carries Vite's WebSocket beside the feed. */
  http: Server
}

/** `onTemplates` hears of a file that pages were rendered with, once Vite has forgotten what it made of it. */
export function startVite(
  { siteFolder, entry, cacheFolder, http }: ViteOptions,
  onTemplates: (file: string) => void,
  onEvent: OnDevEvent,
): Promise<ViteDevServer> {
  const shared = commonConfig(siteFolder)
  return createServer({
    ...shared,
    base: viteBase,
    appType: 'custom',
    cacheDir: join(resolve(cacheFolder), 'vite'),
    customLogger: toLogger(onEvent),
    plugins: [...shared.plugins, virtualEntry(rendererCode(entry)), tellTemplates(onTemplates)],
    // One copy of Preact: node would load one of its own for packages it loads itself.
    ssr: { noExternal: [/preact/, /^enddel/] },
    server: {
      middlewareMode: true,
      ws: { server: http },
      // It is told by the one watcher there is (see dev.ts).
      watch: null,
      fs: { allow: [resolve(siteFolder), resolve('.'), engineFolder] },
    },
  })
}

function tellTemplates(onTemplates: (file: string) => void): Plugin {
  return {
    name: 'enddel:templates',
    hotUpdate({ file, modules }) {
      if (this.environment.name !== 'ssr' || modules.length === 0) return undefined
      onTemplates(file)
      return []
    },
  }
}
