import { rm, writeFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pagePaths } from '../../testing/page-files.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { writeVerifiedBuild } from '../../testing/verified-build.ts'
import { refuseDamaged } from './refuse-damaged.ts'

const refuse = suite('serve/verify/refuse-damaged')

refuse('lets a build pass that is as it was made, though a link leads nowhere', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeVerifiedBuild(out, { '/vi/': '<a href="/nowhere">x</a>' })

    assert.is((await refuseDamaged(out)).build, id)
  }),
)

refuse('says what is damaged, how much more there is, and what to do', () =>
  inTemporaryFolder(async (out) => {
    await writeVerifiedBuild(out, { '/vi/': '<p>Home</p>' })
    const { html, br } = await pagePaths(out, '/vi/')
    await writeFile(html, '<p>Hole</p>')
    const one = await refusalOfAsync(refuseDamaged(out))
    await rm(br)
    const two = await refusalOfAsync(refuseDamaged(out))

    assert.equal([one.code, one.hint], ['E_DAMAGED', 'run `enddel build --force`'])
    assert.is(one.message, `the current build is damaged: ${html}: has other bytes than the build wrote`)
    assert.is(two.message, `${one.message}, and 1 more; \`enddel verify\` tells all`)
  }),
)

refuse.run()
