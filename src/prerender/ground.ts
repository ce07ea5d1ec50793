import type { StoredCatalogue } from '../content/products.ts'
import type { MarketState } from '../market/state.ts'
import type { BuildWriter } from '../output/write.ts'
import type { Site } from '../site/contract.ts'
import type { ContextFor } from '../site/resolve.ts'
import type { OlderBuild, Versions } from './older-build.ts'
import type { PlannedPages } from './plan.ts'
import type { ProvidedBundle } from './provide-bundle.ts'

/** What a build stands on beside its reports: the folders of a project, or the build that is current. */
export interface Ground {
  content(): Promise<OtherContent>
  /** Puts the site's bundle into the folder of the build. */
  bundle(writer: BuildWriter, older: OlderBuild | undefined): Promise<ProvidedBundle>
  versions(site: Site, bundle: ProvidedBundle): Promise<Versions>
  plan(site: Site, contextFor: ContextFor, older: OlderBuild | undefined): Promise<Plan>
}

export interface OtherContent {
  catalogue: StoredCatalogue
  market: MarketState
}

export interface Plan {
  pages: PlannedPages
  /** The brotli quality the page of an address is to have at least. */
  quality(address: string, status: number): number
}
