import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readEnvFile } from './env-file.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const envFile = suite('core/env-file')

/** What a file with this text gives. */
function read(text: string): Promise<Record<string, string | undefined>> {
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '.env'), text)
    return { ...(await readEnvFile(join(folder, '.env'))) }
  })
}

/** Expects the file to be refused at this line, without a word of what stands there. */
async function refuses(text: string, line: number): Promise<void> {
  const error = await refusalOfAsync(read(text))

  assert.is(error.code, 'E_USAGE')
  assert.match(error.message, new RegExp(`/\\.env:${line}: not NAME=value$`))
  assert.not.match(`${error.message} ${error.hint}`, 'hunter2')
}

envFile('gives nothing when there is none', () =>
  inTemporaryFolder(async (folder) => {
    assert.equal({ ...(await readEnvFile(join(folder, '.env'))) }, {})
  }),
)

envFile('gives names and values, without comments', async () => {
  const found = await read('# one\nA=1\n\n  # two\nB = b b # three\nexport C=\nD=# four\n#E=5')

  assert.equal(found, { A: '1', B: 'b b', C: '', D: '' })
})

envFile('takes quotes off, and keeps what is between them', async () => {
  const found = await read(`A="x # y" # z\nB='"'\nC=\`'"\`\nD="1\n2"\nE=it's`)

  assert.equal(found, { A: 'x # y', B: '"', C: `'"`, D: '1\n2', E: "it's" })
})

envFile('takes the last of two lines with one name', async () => {
  assert.equal(await read('A=1\nA=2'), { A: '2' })
})

envFile('takes line ends and a byte order mark of other systems', async () => {
  assert.equal(await read('\uFEFFA=1\r\nB="2"\r\n'), { A: '1', B: '2' })
})

envFile('refuses a line without a value, and says where', async () => {
  await refuses('A=1\nhunter2\nB=2', 2)
  await refuses('A=1\n\n\nhunter2', 4)
})

envFile('refuses a name that is none', async () => {
  await refuses('=hunter2', 1)
  await refuses('A=1\nmy-name=hunter2', 2)
  await refuses('MY NAME=hunter2', 1)
  await refuses('1A=hunter2', 1)
})

envFile('refuses a quote that does not end', async () => {
  await refuses('A=1\nB="hunter2\nC=3', 2)
})

envFile('counts the lines of a quoted value', async () => {
  await refuses('A="1\n2\n3"\nhunter2', 4)
})

envFile('refuses text behind a quoted value', async () => {
  await refuses('A="1"hunter2', 1)
})

envFile('refuses a bare value with # in it, of which only the start would be read', async () => {
  await refuses('A=1#hunter2', 1)
})

envFile('refuses tabs around a bare value, which would belong to it', async () => {
  await refuses('A=\thunter2', 1)
})

envFile('says so when the file cannot be read', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, '.env'))

    const error = await refusalOfAsync(readEnvFile(join(folder, '.env')))

    assert.is(error.code, 'E_USAGE')
    assert.match(error.message, /\.env cannot be read: EISDIR/)
    assert.match(error.hint!, 'remove it')
  }),
)

envFile.run()
