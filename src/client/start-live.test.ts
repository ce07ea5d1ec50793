import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleClient } from '../testing/client-bundle.ts'

const live = suite('client/start-live')

live('costs a page at most 5 KB', async () => {
  const code = await bundleClient()

  const { length } = gzipSync(code)

  assert.ok(length <= 5 * 1024, `${length} bytes`)
})

live.run()
