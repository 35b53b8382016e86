import { tokenize } from './tokenize.ts'
import type { Answer, Question } from './workerMessages.ts'

const noPause = async () => {}

const answer = async ({ id, code, language, grammar }: Question): Promise<Answer> => ({
  id,
  tokens: await tokenize(code, language, async () => grammar, noPause).catch(() => []),
})

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  void answer(data).then(message => self.postMessage(message))
})
