import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { closedToReaders } from './operator-paths.ts'
import { withCaddy, withNginx } from './proxies.ts'
import { proxySuite } from './proxy-suite.ts'
import { rawStatus, withServer } from './serving.ts'
import { withTinyBuild } from './tiny-build.ts'

const nginx = suite('deploy/nginx')
proxySuite(nginx, withNginx)
nginx.run()

const caddy = suite('deploy/caddy')
proxySuite(caddy, withCaddy)
caddy.run()

const operators = suite('deploy/operator-paths')

operators('are all that enddel has for them', async () => {
  const sources = await Promise.all(['internal', 'admin'].map((name) => readFile(`src/serve/${name}.ts`, 'utf8')))

  const found = sources.flatMap((text) =>
    [...text.matchAll(/^ +(?:actions\[)?'(\/[\w/-]+)'/gm)].map(([, path]) => path!),
  )

  assert.ok(found.length > 8)
  assert.equal(
    found.filter((path) => !closedToReaders.includes(path) && !/^(\/api)?\/health$/.test(path)),
    [],
  )
})

operators('answer when enddel itself is asked', () =>
  withTinyBuild(({ out }) =>
    withServer(out, {}, async ({ url }) => {
      const statuses = await Promise.all(closedToReaders.map((path) => rawStatus(url, path)))

      assert.equal(
        closedToReaders.filter((_, index) => statuses[index] === 404),
        [],
      )
    }),
  ),
)

operators.run()
