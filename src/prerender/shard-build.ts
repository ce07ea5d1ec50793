import { relative } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import { planFile, shardFolder } from '../output/layout.ts'
import { type Shard, shareNumberOf } from '../output/shard.ts'
import { sweep } from '../output/sweep.ts'
import type { BuildWriter } from '../output/write.ts'
import type { BuildSummary } from './build.ts'
import type { PageTask } from './build-task.ts'
import { engineVersion } from './look-around.ts'
import { filtered } from './plan.ts'
import { factsOf, settleFiles, type ToPublish } from './publish.ts'
import type { StepClock } from './step-clock.ts'

/** The pages of a shard, in the order of the plan; without one, all. */
export function shareOf(tasks: Iterable<PageTask>, shard: Shard | undefined): Iterable<PageTask> {
  return shard ? filtered(tasks, ({ address }) => shareNumberOf(address, shard.of) === shard.number) : tasks
}

/**
 * Leaves the build in `out/shard/` instead of publishing it. It has all that the whole build has but the pages of others:
 * the packs, too, for any page may read any report, and to parse them all is what the index takes anyway.
 */
export async function leaveShard(
  writer: BuildWriter,
  shard: Shard,
  tasks: Iterable<PageTask>,
  all: ToPublish,
  clock: StepClock,
): Promise<BuildSummary> {
  const { options, versions, made } = all
  const { out } = options
  const plan = await writer.openLines(planFile)
  for (const { address, quality } of tasks) plan.append(`${address} ${quality}`)
  plan.close()
  const engine = [await engineVersion(options), process.versions.zlib, process.versions.brotli]
  const id = await writer.finishShard(await settleFiles(writer, all), {
    ...{ number: shard.number, of: shard.of, failed: made.failures.map(({ address }) => address) },
    ...{ engine: shortHash(engine.join()), versions: shortHash(JSON.stringify(versions)) },
  })
  // Each time: its machine may publish nothing ever, and whatever is in `out` is carried to where shards are merged.
  await sweep(out)
  const folder = relative('', shardFolder(out))
  return { ...made.totals, id, folder, published: false, ...factsOf(all), stepMs: clock.stop() }
}
