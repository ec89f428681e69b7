import type { Role } from '../../lib/model/role.ts';

/**
 * Signs in at the local issuer as a browser without scripts does, from the address that the console gave; gives the
 * address of the callback.
 */
export async function signInAs(role: Role, location: string): Promise<URL> {
  const jar = new Map<string, string>();
  const ask = async (address: string | URL, method = 'GET'): Promise<string> => {
    const answer = await fetch(address, {
      method,
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`no way on: ${answer.status} ${await answer.text()}`);
    return new URL(next, address).href;
  };
  const people = await ask(location);
  const resumed = await ask(`${people}?as=${role}`, 'POST');
  return new URL(await ask(resumed));
}
