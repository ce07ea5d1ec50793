import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Lines } from '../../core/lines.ts'
import { inputsFile } from '../../output/layout.ts'
import { makeCurrent, readCurrent, requireCurrent } from '../../output/current.ts'
import { readPopularity, writePopularity } from '../../output/popular.ts'
import { isWhole, openBuild } from '../../output/read.ts'
import { readTree } from '../../testing/builds.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { withTinyBuild } from '../../testing/tiny-build.ts'
import { makeShadow, type Shadow } from './shadow-out.ts'

const shadows = suite('bench/server/shadow-out')

shadows('have the current build, its pages and its hits', () =>
  withShadow(async ({ shadow, out }) => {
    const { build } = await requireCurrent(out)
    const pages = (await openBuild(out, build)).pages()

    assert.equal(await readCurrent(shadow.out), await readCurrent(out))
    assert.equal(shadow.build, { id: build, pages: pages.length })
    const shadowed = await openBuild(shadow.out, build)
    for (const page of pages) assert.ok((await shadowed.readPage(page)).html.length > 0)
    assert.equal([...(await readPopularity(shadow.out))], [['/', 7]])
  }),
)

shadows('deploy a build without its last page, whole and with an id of its own, and then the first again', () =>
  withShadow(async ({ shadow }) => {
    const first = (await openBuild(shadow.out, shadow.build.id)).pages().map(({ address }) => address)

    const other = await shadow.deploy()
    const current = await requireCurrent(shadow.out)
    const again = await shadow.deploy()

    assert.is.not(other, shadow.build.id)
    assert.is(current.build, other)
    assert.equal(current.previous, [shadow.build.id])
    assert.ok(await isWhole(shadow.out, other))
    const build = await openBuild(shadow.out, other)
    const left = build.pages().map(({ address }) => address)
    assert.is(new Lines(await build.readFile(inputsFile)).length, left.length + 1)
    assert.is(left.length, first.length - 1)
    assert.ok(left.every((address) => first.includes(address)))
    assert.is(again, shadow.build.id)
    assert.is((await requireCurrent(shadow.out)).build, again)
    assert.is(await shadow.deploy(), other)
  }),
)

shadows('leave the folder they stand for as it is, whatever becomes of them', () =>
  withShadow(async ({ shadow, out }) => {
    const before = await readTree(out)

    await shadow.deploy()
    await shadow.deploy()
    await writePopularity(shadow.out, new Map([['/other', 1]]))
    await mkdir(join(shadow.out, 'cache'))
    await writeFile(join(shadow.out, 'cache', 'x'), 'x')
    await makeCurrent(shadow.out, shadow.build.id)
    await shadow.remove()

    assert.equal(await readTree(out), before)
    assert.equal(await readdir(shadow.out).catch(() => 'gone'), 'gone')
  }),
)

shadows('are not made of what is no build', async () => {
  const error = await refusalOfAsync(makeShadow('/nowhere'))

  assert.is(error.code, 'E_NO_OUTPUT')
})

function withShadow(work: (made: { shadow: Shadow; out: string }) => Promise<void>): Promise<void> {
  return withTinyBuild(async ({ out }) => {
    await writePopularity(out, new Map([['/', 7]]))
    const shadow = await makeShadow(out)
    try {
      await work({ shadow, out })
    } finally {
      await shadow.remove()
    }
  })
}

shadows.run()
