import type { PayloadTarget } from '../../payload/PayloadTarget.js';
import type { Prompt } from '../../protocol/Prompt.js';
import { expectRequest } from '../expectOptions.js';
import { validPrompt, type Continuing } from '../validPrompt.js';
import { payloadTarget } from './payloadTarget.js';
import type { PayloadBuilder, PromptInput } from './StreamingApi.js';

/** The two functions that make the body of an API. Any other body is sent unchanged. */
export interface PromptBuilders<Options, Request> {
  /** Builds the request for a prompt whose conversation is valid. */
  readonly prompt: (model: string, prompt: Prompt | string, options: Options, target: PayloadTarget) => Request;
  /** Builds the body of a request, also of one that the caller has prepared. */
  readonly request: (request: Request, target: PayloadTarget) => unknown;
  /** The API, if it has items of its own that no other API can read. */
  readonly wire?: 'messages' | 'gemini' | undefined;
}

/** Creates the payload builder of an API for prompts. */
export const promptPayload =
  <Options extends Continuing, Request>({
    prompt: build,
    request: bodyOf,
    wire,
  }: PromptBuilders<Options, Request>): PayloadBuilder<PromptInput<Options, Request>> =>
  (input, provider) => {
    const target = payloadTarget(provider);
    switch (input.type) {
      case 'prompt': {
        const { model, prompt, options } = input;
        return bodyOf(build(model, validPrompt(prompt, options, { ...target, wire }), options, target), target);
      }
      case 'request':
        return bodyOf(expectRequest(input.request), target);
      case 'body':
        return input.body;
    }
  };
