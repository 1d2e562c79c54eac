import type { PayloadTarget } from '../../payload/PayloadTarget.js';
import { isAzureEndpoint } from '../../provider/azureEndpoint.js';
import { originOf } from '../../provider/originOf.js';
import { isVertexEndpoint } from '../../provider/vertexEndpoint.js';
import { perBaseUrl } from '../../provider/perBaseUrl.js';
import type { Provider } from '../../provider/Provider.js';

/**
 * Returns the properties of a provider that change the body of a request, for `responsesRequest`, `chatRequest`,
 * `messagesRequest` and `geminiRequest`.
 *
 * @example
 * const body = responsesRequest('gpt-5.1', 'Say hi', {}, payloadTarget(provider));
 * client.streamRequest({ ...body, store: true }).subscribe(render);
 */
export const payloadTarget: (provider: Provider) => PayloadTarget = perBaseUrl((provider) => ({
  azure: isAzureEndpoint(provider),
  profile: provider.profile,
  origin: originOf(provider),
  vertex: isVertexEndpoint(provider),
}));
