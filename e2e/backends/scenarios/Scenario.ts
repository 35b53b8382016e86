import type { Page } from '@playwright/test'
import type { Model } from '../model/startModel.ts'
import type { ChatPage } from '../stage/openPage.ts'
import type { SubjectServer } from '../stage/Subject.ts'
import type { Gateway } from '../stage/startGateway.ts'
import type { Transcript } from '../stage/transcript.ts'

/** What a scenario acts on. */
export interface Stage {
  readonly server: SubjectServer
  readonly gateway: Gateway
  readonly model: Model
  /** The session of the scenario, which does not exist yet. */
  readonly session: string
  /** Opens the session on a page, another one each time. */
  open(): Promise<ChatPage>
  /** Opens it on another page with the client that others made for this server; with ours where there is none. What it shows in the end is up to the scenario. */
  openTheirs(): Promise<ChatPage>
  /** Another page of the same browser, with nothing on it. */
  newPage(): Promise<Page>
}

/** What a person does and a network suffers, told without a word of what the server is. */
export interface Scenario {
  /** Names it in `rulesOut` and in the table of the docs. */
  readonly name: string
  /** A sentence that says what holds. */
  readonly title: string
  /**
   * Does it, and says what pages and server have to show in the end; a line that ends with `…` may go on. The pages that were opened and not closed
   * are looked at.
   */
  run(stage: Stage): Promise<Transcript>
  /** Text that a page showed may be another afterwards: a process that was killed took back what was not durable. */
  readonly mayTakeBack?: true
}
