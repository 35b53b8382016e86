import { startCodeWorker } from '../edge/codeWorker.ts'
import { pauseForPage } from '../edge/pageTasks.ts'
import { languageOf, loadGrammar } from './languages.ts'
import type { CodeToken } from './tokenKinds.ts'
import type { Answer, Question } from './workerMessages.ts'

/** Undefined before the first code, null where there is no worker. */
let worker: Worker | null | undefined
let asked = 0

/** Languages of which the worker has the grammar. */
const sent = new Set<string>()

/** Asks the worker; null when it cannot be started or breaks. */
function ask(running: Worker, question: Question): Promise<readonly CodeToken[] | null> {
  return new Promise(resolve => {
    const end = (tokens: readonly CodeToken[] | null) => {
      running.removeEventListener('message', hear)
      running.removeEventListener('error', fail)
      resolve(tokens)
    }
    const hear = ({ data }: MessageEvent<Answer>) => {
      if (data.id === question.id) end(data.tokens)
    }
    const fail = () => end(null)
    running.addEventListener('message', hear)
    running.addEventListener('error', fail)
    running.postMessage(question)
  })
}

async function readInWorker(code: string, language: string): Promise<readonly CodeToken[] | null> {
  worker ??= worker === null ? null : startCodeWorker()
  if (!worker) return null
  const grammar = sent.has(language) ? [] : await loadGrammar(language)
  sent.add(language)
  asked += 1
  const tokens = await ask(worker, { id: asked, code, language, grammar })
  if (tokens === null) {
    worker.terminate()
    worker = null
  }
  return tokens
}

/**
 * Finds what has a colour in a code: in a worker, because reading a grammar for the first time takes 100 ms and more; where there is none, in slices
 * on the page. A code without a known language has nothing.
 */
export async function readTokens(label: string, code: string): Promise<readonly CodeToken[]> {
  const language = languageOf(label)
  if (language === null) return []
  const tokens = await readInWorker(code, language)
  if (tokens !== null) return tokens
  const { tokenize } = await import('./tokenize.ts')
  // Code that cannot be read stays plain, which loses nothing.
  return tokenize(code, language, () => loadGrammar(language), pauseForPage).catch(() => [])
}
