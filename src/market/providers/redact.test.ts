import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { redact } from './redact.ts'

const redaction = suite('market/providers/redact')

redaction('takes out the keys that are known, as they are and in addresses', () => {
  assert.is(redact('key a+b/c, a%2Bb%2Fc', ['a+b/c', '']), 'key ***, ***')
})

redaction('takes out what stands where keys stand', () => {
  assert.is(redact('/x?secret=abc&b=1', []), '/x?secret=***&b=1')
  assert.is(redact('wss://a?TOKEN=abc', []), 'wss://a?TOKEN=***')
  assert.is(redact('x_cg_demo_api_key=abc;', []), 'x_cg_demo_api_key=***;')
  assert.is(redact('CMC_PRO_API_KEY: abc', []), 'CMC_PRO_API_KEY: ***')
  assert.is(redact('{"secret":"abc","b":1}', []), '{"secret":"***","b":1}')
  assert.is(redact('the token is invalid', []), 'the token is invalid')
})

redaction('leaves one short line', () => {
  assert.is(redact('a\r\n\tb', []), 'a b')
  assert.is(redact('x'.repeat(9_999), []), `${'x'.repeat(200)}...`)
})

redaction.run()
