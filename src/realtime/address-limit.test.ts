import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createAddressLimit } from './address-limit.ts'

const limits = suite('realtime/address-limit')

limits('count each address by itself, and give places back', () => {
  const limit = createAddressLimit(2)
  limit.enter('10.0.0.1')
  limit.enter('10.0.0.1')

  assert.is(limit.isReached('10.0.0.1'), true)
  assert.is(limit.isReached('10.0.0.2'), false)
  limit.leave('10.0.0.1')
  assert.is(limit.isReached('10.0.0.1'), false)
})

limits('take IPv4 within IPv6 for what it is', () => {
  assert.ok(areOne('::ffff:10.0.0.1', '10.0.0.1'))
  assert.not(areOne('::ffff:10.0.0.1', '::ffff:10.0.0.2'))
})

limits('take 64 bits of IPv6 for one address', () => {
  assert.ok(areOne('2001:db8:1:2:3:4:5:6', '2001:DB8:1:2::9'))
  assert.not(areOne('2001:db8:1:2::9', '2001:db8:1:3::9'))
  assert.ok(areOne('2001:db8::1', '2001:db8:0:0:1::'))
  assert.not(areOne('2001:db8::1', '2001:db8:0:1::1'))
  assert.ok(areOne('::1', '0:0:0:0:1:2:3:4'))
  assert.ok(areOne('fe80::1%eth0', 'fe80:0:0:0::2'))
})

/** Whether a client at the one address takes the only place of the other. */
function areOne(one: string, other: string): boolean {
  const limit = createAddressLimit(1)
  limit.enter(one)
  return limit.isReached(other)
}

limits.run()
