import type { PayloadTarget } from '../../payload/PayloadTarget.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { isAzureEndpoint } from '../../provider/azureEndpoint.js';
import { originOf } from '../../provider/originOf.js';
import { isVertexEndpoint } from '../../provider/vertexEndpoint.js';
import { perBaseUrl } from '../../provider/perBaseUrl.js';
import type { Provider } from '../../provider/Provider.js';

const targetOf: (provider: Provider) => PayloadTarget = perBaseUrl((provider) => ({
  azure: isAzureEndpoint(provider),
  profile: provider.profile,
  origin: originOf(provider),
  vertex: isVertexEndpoint(provider),
}));

/**
 * Returns the properties of a provider that change the body of a request, for `responsesRequest`, `chatRequest`,
 * `messagesRequest` and `geminiRequest`.
 *
 * @throws a `build` error for a value that is no provider.
 *
 * @example
 * const body = responsesRequest('gpt-5.1', 'Say hi', {}, payloadTarget(provider));
 * client.streamRequest({ ...body, store: true }).subscribe(render);
 */
export const payloadTarget = (provider: Provider): PayloadTarget => {
  if (!isJsonObject(provider) || typeof provider.baseUrl !== 'string' || typeof provider.name !== 'string')
    throw buildError(`payloadTarget needs a provider, got ${kindOf(provider)}; write payloadTarget(openai())`);
  return targetOf(provider);
};
