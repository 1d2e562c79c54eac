import { expect } from 'chai';
import { defer, finalize, take, toArray, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../../lib/node/httpTransport.js';
import { retryAnswer } from '../../../lib/operators/answer/retryAnswer.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import type { Ask } from '../../../lib/operators/tools/toolLoop.js';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { profiles } from '../../../lib/provider/profiles.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import type { RecordedRequest } from '../../../lib/server/log/RecordedRequest.js';
import { ScriptedServer } from '../../../lib/server/ScriptedServer.js';
import { textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import type { Script } from '../../../lib/server/script/Script.js';
import { outcomeOf } from '../../support/collect.js';
import type { LoopPlan, StepPlan } from './loopPlan.js';
import { DECLARATIONS, plannedTools } from './plannedTools.js';

const TIME_LIMIT = 5;
const RETRY = { baseDelay: 1, random: () => 0.5 };

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** The ids of the calls and of the outputs in a request. */
const idsIn = (body: unknown): readonly [calls: readonly unknown[], outputs: readonly unknown[]] => {
  if (!isJsonObject(body)) return [[], []];
  const [input, messages] = [objectsIn(body['input']), objectsIn(body['messages'])];
  const calls = [
    ...input.filter(({ type }) => type === 'function_call').map(({ call_id }) => call_id),
    ...messages.flatMap(({ tool_calls }) => objectsIn(tool_calls).map(({ id }) => id)),
  ];
  const outputs = [
    ...input.filter(({ type }) => type === 'function_call_output').map(({ call_id }) => call_id),
    ...messages.filter(({ role }) => role === 'tool').map(({ tool_call_id }) => tool_call_id),
  ];
  return [calls, outputs];
};

/** A strict server that gives the planned answers. A step that is requested again gets its answer without the fault. */
export class LoopServer {
  steps: readonly StepPlan[] = [];
  readonly attempts = new Map<number, number>();
  readonly server = new ScriptedServer({ strict: 'openai', script: (request) => this.#script(request) });

  begin(steps: readonly StepPlan[]): void {
    this.steps = steps;
    this.attempts.clear();
  }

  #script({ body }: RecordedRequest): Script {
    // Every call names its step in its arguments.
    const before = [...JSON.stringify(body).matchAll(/\\"step\\":(\d+)/g)].map(([, step]) => Number(step));
    const step = Math.max(-1, ...before) + 1;
    const attempt = this.attempts.get(step) ?? 0;
    this.attempts.set(step, attempt + 1);
    const plan = this.steps[step];
    if (plan === undefined) return { answer: textAnswer('done') };
    const calls = plan.calls.map(({ tool, callId }, index) => ({
      name: tool,
      callId,
      arguments: { step, index },
    }));
    const answer = calls.length === 0 ? textAnswer('a text') : toolCallAnswer(calls, { id: `resp_${step}` });
    return { answer, fault: attempt === 0 ? plan.fault : undefined };
  }
}

/** Plays a loop. Fails if it breaks a promise of `runTools`. */
export const playLoop = async (
  loopServer: LoopServer,
  { wire, steps, early, retry, concurrency, stopAfter }: LoopPlan,
): Promise<void> => {
  const { server } = loopServer;
  loopServer.begin(steps);
  const first = server.requests.length;
  const provider = createProvider({
    name: 'openai',
    baseUrl: server.baseUrl,
    wire,
    profile: profiles.openai,
    retry: { maxAttempts: 0 },
  });
  const given = { provider, transport: httpTransport() };
  const client = wire === 'chat' ? new ChatClient(given) : new ResponsesClient(given);
  const { tools, runs, running } = plannedTools();
  let open = 0;
  const ask: Ask = (input) => {
    const answer: Observable<AnswerEvent> = defer(() => {
      open++;
      return client.streamPrompt('m', { input, tools: DECLARATIONS });
    }).pipe(finalize(() => open--));
    return retry === 'inside' || retry === 'both' ? answer.pipe(retryAnswer(RETRY)) : answer;
  };
  const loop = runTools('hi', ask, tools, { early, concurrency, timeout: TIME_LIMIT, maxSteps: 8 });
  const retried = retry === 'outside' || retry === 'both' ? loop.pipe(retryAnswer(RETRY)) : loop;
  const { error } = await outcomeOf(retried.pipe(take(stopAfter), toArray()));

  if (isApiError(error)) expect(error.status, error.message).not.to.equal(400);
  else expect(error, 'only an ApiError leaves a loop').to.equal(undefined);
  expect([...new Set(runs)].sort(), 'a tool ran twice').to.deep.equal([...runs].sort());
  for (const [step, { calls }] of steps.entries()) {
    const ofStep = runs.filter((run) => run.includes(`"step":${step},`));
    const ids = new Set(calls.map(({ callId }) => callId));
    expect(ofStep.length, 'a repeated id ran twice').to.be.at.most(ids.size);
  }
  expect({ open, tools: running.now }, 'something goes on').to.deep.equal({ open: 0, tools: 0 });
  // Runs that a repeated step took over are not counted by its limit.
  if (!early && retry === 'none') expect(running.most).to.be.at.most(concurrency);
  for (const { body } of server.requests.slice(first)) {
    const [calls, outputs] = idsIn(body);
    expect(outputs, 'a call without one output').to.deep.equal(calls);
    expect(new Set(calls).size, 'an id occurs twice').to.equal(calls.length);
  }
};
