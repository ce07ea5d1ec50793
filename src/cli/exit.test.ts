import { CommanderError } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { exitCodeOf, printError } from './exit.ts'

const exit = suite('cli/exit')

exit('gives 2 for wrong usage', () => {
  assert.is(exitCodeOf(new EnddelError('E_USAGE', 'PORT is "x"')), 2)
  assert.is(exitCodeOf(new CommanderError(1, 'commander.unknownOption', 'unknown option')), 2)
})

exit('gives 1 for what was to be expected', () => {
  assert.is(exitCodeOf(new EnddelError('E_NO_OUTPUT', 'nothing built')), 1)
})

exit('gives 70 for a bug', () => {
  assert.is(exitCodeOf(new TypeError('boom')), 70)
  assert.is(exitCodeOf('just text'), 70)
})

exit('tells what was to be expected in one line, with what to do', () => {
  const printed = printedBy(new EnddelError('E_NO_OUTPUT', 'nothing built', { hint: 'run `enddel build`' }))

  assert.equal(printed, ['enddel: nothing built (run `enddel build`)'])
})

exit('tells a failure without a hint as it is', () => {
  assert.equal(printedBy(new EnddelError('E_OUT', 'cannot write')), ['enddel: cannot write'])
})

exit('makes one line of what the command line says', () => {
  const printed = printedBy(new CommanderError(1, 'code', "error: unknown option '--prt'\n(Did you mean --port?)"))

  assert.equal(printed, ["enddel: unknown option '--prt' (Did you mean --port?) (see `enddel --help`)"])
})

exit('keeps the stack of a bug', () => {
  const bug = new TypeError('boom')

  assert.equal(printedBy(bug), [`enddel: this is a bug in enddel: ${bug.stack}`])
})

exit.run()

/** The console is the process's own, so its one method is put aside while the error is printed. */
function printedBy(error: unknown): unknown[] {
  const printed: unknown[] = []
  const { error: own } = console
  console.error = (line: unknown) => printed.push(line)
  try {
    printError(error)
  } finally {
    console.error = own
  }
  return printed
}
