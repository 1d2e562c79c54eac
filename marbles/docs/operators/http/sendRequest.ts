import type { HttpRequest } from '../../../../lib/provider/HttpRequest.js';
import { response } from '../../../../lib/testing/virtualTransport.js';
import type { HttpTransport } from '../../../../lib/transport/HttpTransport.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const request: HttpRequest = { method: 'POST', url: 'https://virtual.test/', headers: new Headers() };

export const fixtures: Fixtures = ({ lane }) => {
  const head = response();
  const answer = lane('answer', () => head);
  const transport: HttpTransport = { stream: () => answer };
  return { values: { r: request, h: { ...head, url: request.url } }, scope: { transport } };
};
