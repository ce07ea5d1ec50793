import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { maskAddress, maskSecret } from './mask.ts'

const mask = suite('core/mask')

mask('shows of a secret that there is one, not how long it is', () => {
  assert.is(maskSecret('hunter2'), '***')
  assert.is(maskSecret('a'.repeat(64)), '***')
})

mask('shows that there is no secret', () => {
  assert.is(maskSecret(''), '')
  assert.is(maskAddress(''), '')
})

mask('leaves an address without secrets as it is', () => {
  assert.is(maskAddress('redis://127.0.0.1:6379/0'), 'redis://127.0.0.1:6379/0')
  assert.is(maskAddress('https://example.com/api'), 'https://example.com/api')
})

mask('takes user and password from an address', () => {
  assert.is(maskAddress('redis://:hunter2@h:6379'), 'redis://***@h:6379')
  assert.is(maskAddress('rediss://user:hunter2@h/0'), 'rediss://***@h/0')
  assert.is(maskAddress('https://hunter2@example.com/api'), 'https://***@example.com/api')
  assert.is(maskAddress('redis://:hunt@er2@h'), 'redis://***@h')
  assert.is(maskAddress('redis://:hunt\ner2@h'), 'redis://***@h')
})

mask.run()
