import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../core/free-port.ts'
import { callCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { doctorText } from './doctor-text.ts'

const doctor = suite('cli/doctor')

doctor('ends with 1 when there is a problem, and prints JSON alone when asked to', () =>
  inTemporaryFolder(async (folder) => {
    const port = String(await freePort())

    const { code, stdout, stderr } = await callCli(['doctor', '--json', '--port', port], {}, folder)

    const told = JSON.parse(stdout) as { problems: number; findings: { about: string; level: string }[] }
    const build = told.findings.find(({ about }) => about === 'build')
    assert.is(code, 1)
    assert.is(stderr, '')
    assert.ok(told.problems >= 1)
    assert.is(build?.level, 'problem')
  }),
)

doctor('ends with 0 in a new project, whose notes are no problems', () =>
  inTemporaryFolder(async (folder) => {
    await callCli(['init'], {}, folder)

    const { code, stdout } = await callCli(['doctor', '--port', String(await freePort())], {}, folder)

    assert.is(code, 0, stdout)
    assert.match(stdout, /^note {5}build +nothing is built in out\n +-> run `enddel build`$/m)
    assert.match(stdout, /\n\d+ notes\n$/)
  }),
)

doctor('says how it stands in its last line', () => {
  const well = { about: 'Node.js', level: 'ok', message: '20.20.0' } as const
  const bad = { about: 'port', level: 'problem', message: '3000 is in use', fix: 'take another' } as const

  assert.is(doctorText([well], false), 'ok       Node.js  20.20.0\n\nall is well')
  assert.match(doctorText([well, bad], false), /3000 is in use\n +-> take another\n\n1 problem$/)
})

doctor.run()
