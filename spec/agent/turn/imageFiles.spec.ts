import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  const names = ['a, b.png', ',', 'a,.png', 'a.p,ng', 'a "b",\'c\'.png', 'ä,🙂.png'];
  for (const name of names)
    it(`copies ${JSON.stringify(name)}`, () => {
      const path = join(folder, name);
      writeFileSync(path, name);
      const files = imageFiles([
        { type: 'text', text: 'a, b' },
        { type: 'local_image', path },
      ]);
      const [copy = ''] = imagesOf(files.input);
      expect(copy).not.to.contain(',');
      expect(readFileSync(copy, 'utf8')).to.equal(name);
      expect(files.input[0]).to.deep.equal({ type: 'text', text: 'a, b' });
      files.unsubscribe();
    });

  for (const path of ['/a b.png', '/a "b".png', "/a'b.png", '/-a.png', '/a;b.png', '/ä.png'])
    it(`passes on ${JSON.stringify(path)} as it is`, () => {
      const input = [{ type: 'local_image', path }] as const;
      expect(imageFiles(input).input).to.equal(input);
    });

  it('copies an image in a folder with a comma, and one that is named twice once', () => {
    const inner = join(folder, 'a,b');
    mkdirSync(inner);
    const path = join(inner, 'c.png');
    writeFileSync(path, 'pixels');
    const files = imageFiles([
      { type: 'local_image', path },
      { type: 'local_image', path },
      { type: 'local_image', path: '/d.png' },
    ]);
    const [first, second, third] = imagesOf(files.input);
    expect(first).to.equal(second).and.not.to.contain(',');
    expect(third).to.equal('/d.png');
    files.unsubscribe();
  });

  it('leaves other inputs as they are, and reports an image that is missing', () => {
    const input = [{ type: 'local_image', path: '/a.png' }] as const;
    expect(imageFiles(input).input).to.equal(input);
    expect(() => imageFiles([{ type: 'local_image', path: '/missing,a.png' }])).to.throw('path has a comma');
  });
});
