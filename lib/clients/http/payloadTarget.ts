import type { PayloadTarget } from '../../payload/PayloadTarget.js';
import { isAzureEndpoint } from '../../provider/azureEndpoint.js';
import { originOf } from '../../provider/originOf.js';
import { isVertexEndpoint } from '../../provider/vertexEndpoint.js';
import type { Provider } from '../../provider/Provider.js';

/** The properties of a provider that change the body of a request. */
export const payloadTarget = (provider: Provider): PayloadTarget => ({
  azure: isAzureEndpoint(provider),
  profile: provider.profile,
  origin: originOf(provider),
  vertex: isVertexEndpoint(provider),
});
