import { expect } from 'chai';
import { defer, finalize, take, toArray, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../../lib/node/httpTransport.js';
import { retryAnswer } from '../../../lib/operators/answer/retryAnswer.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
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

/** The steps that a request names, in the arguments of its calls. */
const stepsIn = (body: unknown): readonly number[] =>
  [...JSON.stringify(body).matchAll(/"step\\?":(\d+)/g)].map(([, step]) => Number(step));

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** The parts of a request in which calls and outputs are, on every wire. */
const partsIn = (body: JsonObject): readonly JsonObject[] => {
  const messages = objectsIn(body['messages']);
  return [
    ...objectsIn(body['input']),
    ...messages,
    ...messages.flatMap(({ tool_calls, content }) => [...objectsIn(tool_calls), ...objectsIn(content)]),
    ...objectsIn(body['contents']).flatMap(({ parts }) => objectsIn(parts)),
  ];
};

/** The ids of the calls and of the outputs in a request, in order. */
const idsIn = (body: unknown): readonly [calls: readonly unknown[], outputs: readonly unknown[]] => {
  const parts = isJsonObject(body) ? partsIn(body) : [];
  const idOf = (member: unknown) => (isJsonObject(member) ? [member['id']] : []);
  const calls = parts.flatMap(({ type, id, call_id, functionCall }) => {
    if (type === 'function_call') return [call_id];
    return type === 'function' || type === 'tool_use' ? [id] : idOf(functionCall);
  });
  const outputs = parts.flatMap(({ type, role, call_id, tool_call_id, tool_use_id, functionResponse }) => {
    if (type === 'function_call_output') return [call_id];
    if (role === 'tool') return [tool_call_id];
    return type === 'tool_result' ? [tool_use_id] : idOf(functionResponse);
  });
  return [calls, outputs];
};

const clientFor = (wire: LoopPlan['wire'], baseUrl: string) => {
  const provider = createProvider({
    name: 'openai',
    baseUrl,
    ...(wire === 'responses' || wire === 'chat' ? { wire } : {}),
    profile: profiles.openai,
    retry: { maxAttempts: 0 },
  });
  const options = { provider, transport: httpTransport() };
  switch (wire) {
    case 'responses':
      return new ResponsesClient(options);
    case 'chat':
      return new ChatClient(options);
    case 'messages':
      return new MessagesClient(options);
    case 'gemini':
      return new GeminiClient(options);
  }
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
    const step = Math.max(-1, ...stepsIn(body)) + 1;
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
  const client = clientFor(wire, server.baseUrl);
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
    if (stepsIn(body).length > 0) expect(calls, 'no calls were found').not.to.have.length(0);
    expect(new Set(calls).size, 'an id occurs twice').to.equal(calls.length);
  }
};
