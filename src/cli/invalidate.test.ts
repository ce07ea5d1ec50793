import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../testing/http-get.ts'
import { callCli } from '../testing/run-cli.ts'
import { withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'

const invalidating = suite('cli/invalidate')

const secret = '0123456789abcdef0123456789abcdef'

invalidating('makes a running server render anew what was selected, and nothing else', () =>
  withTinyBuild(async ({ out }) => {
    await withServer(out, { adminSecret: secret }, async ({ url, events }) => {
      for (const name of ['a', 'b']) await getBytes(`${url}/note/${name}`, {})

      const env = { AUTO_UPDATE_SECRET_KEY: secret }
      const { code, stdout } = await callCli(['invalidate', '--path', '/note/a', '--hard', '--url', url], env, out)

      assert.is(code, 0)
      assert.match(stdout, 'invalidated')
      for (const name of ['a', 'b']) await getBytes(`${url}/note/${name}`, {})
      assert.is(events.filter(({ type }) => type === 'rendered').length, 3)
    })
  }),
)

invalidating('says what is missing: a secret, a selection, a server', () =>
  inTemporaryFolder(async (folder) => {
    const env = { AUTO_UPDATE_SECRET_KEY: secret }

    const noSecret = await callCli(['invalidate', '--all'], { AUTO_UPDATE_SECRET_KEY: '' }, folder)
    const nothing = await callCli(['invalidate'], env, folder)
    const nobody = await callCli(['invalidate', '--all', '--url', 'http://127.0.0.1:9'], env, folder)

    assert.is(noSecret.code, 2)
    assert.match(noSecret.stderr, 'AUTO_UPDATE_SECRET_KEY is not set')
    assert.is(nothing.code, 2)
    assert.match(nothing.stderr, '--path, --prefix, --tag or --all')
    assert.is(nobody.code, 1)
    assert.match(nobody.stderr, 'http://127.0.0.1:9 cannot be reached')
  }),
)

invalidating('tells a wrong secret, and shows none', () =>
  withTinyBuild(async ({ out }) => {
    await withServer(out, { adminSecret: secret }, async ({ url }) => {
      const env = { AUTO_UPDATE_SECRET_KEY: 'another-secret-that-is-long-enough' }
      const { code, stderr } = await callCli(['invalidate', '--tag', 'reports', '--url', url], env, out)

      assert.is(code, 1)
      assert.match(stderr, 'answers 401')
      assert.not.match(stderr, 'another-secret')
    })
  }),
)

invalidating.run()
