import { describe, expect, it } from 'vitest';
import { returnPath, withReturn } from './return-to';

describe('where signing in returns to', () => {
  it.each([
    ['/lots/12-vase', '/lots/12-vase'],
    ['/my-bids?x=1#y', '/my-bids?x=1#y'],
    ['/house/sales/3', '/house/sales/3'],
    ['/sales/../my-bids', '/my-bids'],
  ])('%s is a path of this site', (wanted, path) => {
    expect(returnPath(wanted)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'my-bids',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/.//evil.example',
    '/\\/evil.example',
    'javascript:alert(1)',
    '/api/auth/sign-out',
    '/sign-in?to=/sign-in',
  ])('%j leads home', (wanted) => {
    expect(returnPath(wanted)).toBe('/');
  });

  it('a parameter given twice leads home', () => {
    expect(returnPath(['/a', '/b'])).toBe('/');
  });

  it('what it writes, it reads', () => {
    const address = withReturn('/sign-in', '/lots/3-a?b=c&d');
    expect(new URL(address, 'http://x').searchParams.get('to')).toBe('/lots/3-a?b=c&d');
    expect(withReturn('/sign-up', '/')).toBe('/sign-up');
  });
});
