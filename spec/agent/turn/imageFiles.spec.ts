import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { imagesOf } from '../../../lib/agent/options/Input.js';
import { imageFiles } from '../../../lib/agent/turn/imageFiles.js';

describe('imageFiles', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'images-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('copies an image with a comma in its path, until it is unsubscribed from', () => {
    const path = join(folder, 'a,b.png');
    writeFileSync(path, 'pixels');
    const files = imageFiles([{ type: 'local_image', path }]);
    const [copy = ''] = imagesOf(files.input);
    expect(copy).not.to.contain(',');
    expect(readFileSync(copy, 'utf8')).to.equal('pixels');
    files.unsubscribe();
    expect(existsSync(copy)).to.equal(false);
  });

  it('leaves other inputs as they are, and reports an image that is missing', () => {
    const input = [{ type: 'local_image', path: '/a.png' }] as const;
    expect(imageFiles(input).input).to.equal(input);
    expect(() => imageFiles([{ type: 'local_image', path: '/missing,a.png' }])).to.throw('path has a comma');
  });
});
