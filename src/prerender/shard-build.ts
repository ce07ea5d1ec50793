import { relative } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import { planFile, shardFolder } from '../output/layout.ts'
import { joinLines, totalsOf } from '../output/manifest.ts'
import { type Shard, shareNumberOf } from '../output/shard.ts'
import { sweep } from '../output/sweep.ts'
import type { BuildWriter } from '../output/write.ts'
import type { BuildSummary } from './build.ts'
import type { PageTask } from './build-task.ts'
import { engineVersion } from './look-around.ts'
import { factsOf, type ToPublish, writeRest } from './publish.ts'
import type { StepClock } from './step-clock.ts'

/** The pages of a shard, in the order of the plan; without one, all. */
export function shareOf(tasks: readonly PageTask[], shard: Shard | undefined): readonly PageTask[] {
  return shard ? tasks.filter(({ address }) => shareNumberOf(address, shard.of) === shard.number) : tasks
}

/**
 * Leaves the build in `out/shard/` instead of publishing it. It has all that the whole build has but the pages of others:
 * the packs, too, for any page may read any report, and to parse them all is what the index takes anyway.
 */
export async function leaveShard(
  writer: BuildWriter,
  shard: Shard,
  tasks: readonly PageTask[],
  all: ToPublish,
  clock: StepClock,
): Promise<BuildSummary> {
  const { options, versions, made } = all
  const { out } = options
  await writer.writeFile(planFile, joinLines(tasks.map(({ address, quality }) => `${address} ${quality}`)))
  const engine = [await engineVersion(options), process.versions.zlib, process.versions.brotli]
  const id = await writer.finishShard(await writeRest(writer, all), made.lines, {
    ...{ number: shard.number, of: shard.of, failed: made.failures.map(({ address }) => address) },
    ...{ engine: shortHash(engine.join()), versions: shortHash(JSON.stringify(versions)) },
  })
  // Each time: its machine may publish nothing ever, and whatever is in `out` is carried to where shards are merged.
  await sweep(out)
  const folder = relative('', shardFolder(out))
  return { ...totalsOf(made.lines), id, folder, published: false, ...factsOf(all), stepMs: clock.stop() }
}
