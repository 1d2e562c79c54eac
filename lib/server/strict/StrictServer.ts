import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { isGeminiPath } from '../endpoints/native/nativeEndpoint.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import { defaultAnswer } from '../script/defaultScript.js';
import type { HeadFault, Script } from '../script/Script.js';
import { styledAnswer } from './answerStyle.js';
import { GivenState } from './GivenState.js';
import { objectsIn } from './readRequest.js';
import type { StrictProfile } from './StrictProfile.js';
import type { Rule, Violation } from './Violation.js';

type StatusFault = Extract<HeadFault, { readonly type: 'status' }>;

const defaultBody = ({ message, param, code }: Violation): unknown => ({
  error: { message, type: 'invalid_request_error', param: param ?? null, code: code ?? null },
});

const CHAT_PATH = '/v1/chat/completions';

/** Rules of one server, with a record of the state that it has handed out. */
export class StrictServer {
  readonly #profile: StrictProfile;
  readonly #given = new GivenState();
  #answers = 0;

  constructor(profile: StrictProfile) {
    this.#profile = profile;
  }

  /** Returns the answer to a request that breaks a rule; undefined for any other request. */
  check({ path, body }: RecordedRequest): StatusFault | undefined {
    if (!isJsonObject(body)) return undefined;
    const { chat, responses, messages = [], gemini = [] } = this.#profile;
    if (path === CHAT_PATH) return this.#refusal(chat, body, objectsIn(body['messages']));
    if (path === '/v1/responses') return this.#refusal(responses, body, objectsIn(body['input']));
    if (path === '/v1/messages') return this.#refusal(messages, body, objectsIn(body['messages']));
    return isGeminiPath(path) ? this.#refusal(gemini, body, objectsIn(body['contents'])) : undefined;
  }

  /** Writes the answer of a script in the form of the server, and records the state in it. */
  give(script: Script, request: RecordedRequest): Script {
    const { answer = defaultAnswer(request) } = script;
    const styled = styledAnswer(answer, this.#profile.style, ++this.#answers);
    this.#given.add(request.path === CHAT_PATH ? { ...styled, frames: [] } : styled);
    return { ...script, answer: styled };
  }

  #refusal(rules: readonly Rule[], body: JsonObject, list: readonly JsonObject[]): StatusFault | undefined {
    for (const rule of rules) {
      const violation = rule({ body, list, given: this.#given });
      if (violation === undefined) continue;
      const status = violation.status ?? this.#profile.status ?? 400;
      return { type: 'status', status, body: (this.#profile.body ?? defaultBody)(violation, status) };
    }
    return undefined;
  }
}
