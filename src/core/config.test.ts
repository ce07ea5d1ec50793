import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Config, findSetting, readConfig } from './config.ts'
import { refusalOf, refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const config = suite('core/config')

/** The settings of an environment, and of files if there are any. */
function given(env: Record<string, string>, files: { env?: string; local?: string } = {}): Promise<Config> {
  return inTemporaryFolder(async (folder) => {
    if (files.env !== undefined) await writeFile(join(folder, '.env'), files.env)
    if (files.local !== undefined) await writeFile(join(folder, '.env.local'), files.local)
    return readConfig(env, folder)
  })
}

config('takes the default of what nobody names', async () => {
  assert.equal(findSetting('port', await given({})), { value: 3000, source: 'default' })
})

config('takes what .env says', async () => {
  const found = findSetting('port', await given({}, { env: 'PORT=1' }))

  assert.equal(found, { value: 1, source: '.env' })
})

config('takes .env.local over .env', async () => {
  const found = findSetting('port', await given({}, { env: 'PORT=1', local: 'PORT=2' }))

  assert.equal(found, { value: 2, source: '.env.local' })
})

config('takes the environment over files', async () => {
  const found = findSetting('port', await given({ PORT: '3' }, { env: 'PORT=1', local: 'PORT=2' }))

  assert.equal(found, { value: 3, source: 'environment' })
})

config('takes a flag over everything', async () => {
  const found = findSetting('port', await given({ PORT: '3' }, { env: 'PORT=1' }), { port: '4' })

  assert.equal(found, { value: 4, source: 'flag --port' })
})

config('looks at each setting by itself', async () => {
  const both = await given({ HOST: '::1' }, { env: 'PORT=1\nHOST=::2' })

  assert.equal([findSetting('host', both).source, findSetting('port', both).source], ['environment', '.env'])
})

config('takes an empty value for the default, whatever lower ones say', async () => {
  const found = findSetting('redisUrl', await given({ REDIS_URL: '' }, { env: 'REDIS_URL=redis://h' }))

  assert.equal(found, { value: '', source: 'default' })
})

config('takes a flag without a value for true', async () => {
  const found = findSetting('accessLog', await given({ ACCESS_LOG: 'false' }), { accessLog: true })

  assert.equal(found, { value: true, source: 'flag --access-log' })
})

config('does not take an empty flag for the default', async () => {
  const empty = await given({})

  assert.is(refusalOf(() => findSetting('port', empty, { port: '' })).message, '--port is ""')
  assert.is(findSetting('tlsCert', empty, { tlsCert: '' }).value, '')
})

config('logs more with DEBUG=1, unless a level is named', async () => {
  assert.is(findSetting('logLevel', await given({ DEBUG: '1' })).value, 'debug')
  assert.is(findSetting('logLevel', await given({ DEBUG: '1', LOG_LEVEL: '' })).value, 'debug')
  assert.is(findSetting('logLevel', await given({ DEBUG: '1', LOG_LEVEL: 'error' })).value, 'error')
  assert.is(findSetting('logLevel', await given({ DEBUG: 'express:*' })).value, 'info')
})

config('takes DEBUG=1 over a level that a lower place names', async () => {
  const found = findSetting('logLevel', await given({ DEBUG: '1' }, { env: 'LOG_LEVEL=warn' }))

  assert.equal(found, { value: 'debug', source: 'environment' })
})

config('names the variable that is wrong, and the range', async () => {
  const wrong = await given({ PORT: '65536' })

  const error = refusalOf(() => findSetting('port', wrong))

  assert.is(error.code, 'E_USAGE')
  assert.is(error.message, 'PORT is "65536"')
  assert.match(error.hint!, '0 to 65535')
})

config('names the file of a variable that is wrong', async () => {
  const wrong = await given({}, { env: 'PORT=x', local: 'HOST="a b"' })

  assert.is(refusalOf(() => findSetting('port', wrong)).message, 'PORT in .env is "x"')
  assert.is(refusalOf(() => findSetting('host', wrong)).message, 'HOST in .env.local is "a b"')
})

config('names the flag that is wrong', async () => {
  const right = await given({ PORT: '1' })

  assert.is(refusalOf(() => findSetting('port', right, { port: 'x' })).message, '--port is "x"')
})

config('minds no wrong value that another one hides', async () => {
  assert.is(findSetting('port', await given({ PORT: '1' }, { env: 'PORT=x' })).value, 1)
})

config('refuses a broken file', async () => {
  assert.match((await refusalOfAsync(given({}, { env: 'A=1\nB' }))).message, /\.env:2: not NAME=value/)
  assert.match((await refusalOfAsync(given({}, { local: '=' }))).message, /\.env\.local:1: not NAME=value/)
})

config.run()
