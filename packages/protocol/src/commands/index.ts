import * as v from 'valibot'
import { modelName } from '../events/session.ts'
import { toolOutput } from '../events/tool.ts'
import { id, sessionRef } from '../ids.ts'
import { json } from '../json.ts'
import { offset } from '../offset.ts'
import { partInput } from '../parts.ts'
import { patch } from '../patch.ts'

const parts = v.pipe(v.array(partInput), v.minLength(1), v.maxLength(100))

/** The schema of every command by its `type`. */
export const commandSchemas = {
  /** Creates the session without a message. */
  'session.create': v.object({
    type: v.literal('session.create'),
    title: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
    data: v.exactOptional(json),
  }),
  /**
   * Creates the session as a copy of another up to an offset, perhaps with something changed. All but a person's message may be changed by those only who may `inspect`
   * the other session. [S14]
   */
  'session.fork': v.object({
    type: v.literal('session.fork'),
    from: sessionRef,
    /** The last offset that is copied. */
    at: offset,
    /** Copies no more than up to the end of this message, or of the run that it ends: a page knows the messages, not their offsets. */
    upTo: v.exactOptional(id),
    /** Says a person's message again in other words, and starts a run on it. */
    message: v.exactOptional(v.object({ message: id, parts })),
    /** Gives a tool call another output. No model may have been told of its own. */
    call: v.exactOptional(v.object({ call: id, output: toolOutput })),
    /** Changes the state as it was. */
    patch: v.exactOptional(patch),
    /** The model for what follows, instead of the agent's. */
    model: v.exactOptional(modelName),
    /** Starts a run that goes on from the cut: a model is told the outputs that are there, or makes the last answer again. */
    goOn: v.exactOptional(v.boolean()),
  }),
  'session.rename': v.object({
    type: v.literal('session.rename'),
    title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  }),
  /** Puts the session aside, until it is taken back or somebody says something in it. */
  'session.archive': v.object({ type: v.literal('session.archive') }),
  'session.unarchive': v.object({ type: v.literal('session.unarchive') }),
  /** Says something to the agent. While a run is going, `queue` waits for its end, `steer` joins at its next step, `interrupt` stops it first. [R4] */
  'message.send': v.object({
    type: v.literal('message.send'),
    parts,
    mode: v.exactOptional(v.picklist(['queue', 'steer', 'interrupt'])),
  }),
  /** Replaces the parts of a queued message. */
  'message.edit': v.object({ type: v.literal('message.edit'), message: id, parts }),
  /** Takes a queued message back. */
  'message.withdraw': v.object({ type: v.literal('message.withdraw'), message: id }),
  /** Has an answer made again beside the old one: the person's message before it is answered by a new run. [E10] */
  'message.retry': v.object({ type: v.literal('message.retry'), message: id }),
  /** Says a person's message again in other words, after the same message as the old one. [E10] */
  'message.resend': v.object({ type: v.literal('message.resend'), message: id, parts }),
  /** Makes the branch that a message is in the line, up to its newest message. [E10] */
  'message.choose': v.object({ type: v.literal('message.choose'), message: id }),
  /** Empties a settled message for ever, in the log and wherever it is shown. [S12] */
  'message.redact': v.object({ type: v.literal('message.redact'), message: id }),
  /** Deletes the session with its subsessions and all that belongs to them. Its id is not used again. [S12] */
  'session.delete': v.object({ type: v.literal('session.delete') }),
  /** Stops one run, by its id; a settled run stays as it is. [R4] */
  'run.stop': v.object({ type: v.literal('run.stop'), run: id }),
  'approval.decide': v.object({
    type: v.literal('approval.decide'),
    approval: id,
    decision: v.picklist(['approved', 'denied']),
    reason: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
    /** Arguments that the tool is given instead of the model's; only with `approved`. */
    arguments: v.exactOptional(json),
    /** The answer to a question with a schema; only with `approved`. */
    answer: v.exactOptional(json),
  }),
  /** Takes an offered call on, or with `claim`, the id of the command that did so, says that its page is still there. */
  'tool.claim': v.object({ type: v.literal('tool.claim'), call: id, claim: v.exactOptional(id) }),
  /** Lets go of a claimed call, for another page to claim. */
  'tool.release': v.object({ type: v.literal('tool.release'), call: id, claim: id }),
  /** Ends a claimed call with what the page made of it, or with why it could not. */
  'tool.answer': v.object({
    type: v.literal('tool.answer'),
    call: id,
    /** The id of the command that claimed it. */
    claim: id,
    output: v.exactOptional(toolOutput),
    error: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(8192))),
  }),
  /** Patches the shared state as it was at `base`, the offset of the view on which the patch was made. [E12] */
  'state.patch': v.object({ type: v.literal('state.patch'), base: v.nullable(offset), patch }),
}

/** The `type` of a command. */
export type CommandType = keyof typeof commandSchemas

/** A command of type `T`; without `T`, any command. */
export type Command<T extends CommandType = CommandType> = {
  [K in T]: v.InferOutput<(typeof commandSchemas)[K]>
}[T]

/** Schema of any command. */
export const command = v.variant('type', [
  commandSchemas['session.create'],
  commandSchemas['session.fork'],
  commandSchemas['session.rename'],
  commandSchemas['session.archive'],
  commandSchemas['session.unarchive'],
  commandSchemas['message.send'],
  commandSchemas['message.edit'],
  commandSchemas['message.withdraw'],
  commandSchemas['message.retry'],
  commandSchemas['message.resend'],
  commandSchemas['message.choose'],
  commandSchemas['message.redact'],
  commandSchemas['session.delete'],
  commandSchemas['run.stop'],
  commandSchemas['approval.decide'],
  commandSchemas['tool.claim'],
  commandSchemas['tool.release'],
  commandSchemas['tool.answer'],
  commandSchemas['state.patch'],
])
