import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { HeaderSource } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import { sessionHeaders } from '../../provider/sessionHeaders.js';
import { TURN_STATE_HEADER } from '../../provider/TurnState.js';
import type { RequestOptions } from '../RequestOptions.js';

/** The headers that a request's options ask for, later ones over earlier ones. Source: wire.md 2.3 to 2.5. */
export const requestHeaders = (
  provider: Pick<Provider, 'sessionHeaders'>,
  options: RequestOptions,
): readonly HeaderSource[] => {
  const { extraHeaders = {}, turnState } = options;
  return [extraHeaders, sessionHeaders(provider, options), definedMembers({ [TURN_STATE_HEADER]: turnState?.value })];
};
