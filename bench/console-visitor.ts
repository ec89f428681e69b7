import type { Role } from '../lib/model/role.ts';

export interface Shown {
  readonly status: number;
  readonly text: string;
}

/** A browser without scripts: it keeps cookies by host and reads the tokens of forms. */
export class Visitor {
  readonly #console: string;
  readonly #jars = new Map<string, Map<string, string>>();
  #csrf = '';

  /** The address of the console, without a slash at the end. */
  constructor(console: string) {
    this.#console = console;
  }

  /** Signs in at the local issuer as its invented person. */
  async signIn(role: Role): Promise<void> {
    let address: string | undefined = `${this.#console}/sign-in`;
    for (let steps = 0; address !== undefined && steps < 12; steps++) {
      const isChoice = address.includes('/people/');
      address = (await this.#ask(isChoice ? `${address}?as=${role}` : address, isChoice ? 'POST' : 'GET'))
        .next;
    }
    await this.page('/site');
    if (this.#csrf === '') throw new Error('nobody was signed in');
  }

  async page(path: string): Promise<Shown> {
    return this.#read(await this.#ask(`${this.#console}${path}`));
  }

  async send(path: string, fields: Readonly<Record<string, string>>): Promise<Shown> {
    const body = new URLSearchParams({ csrf: this.#csrf, ...fields });
    return this.#read(await this.#ask(`${this.#console}${path}`, 'POST', body));
  }

  #read(shown: Shown): Shown {
    this.#csrf = /name="csrf" value="([^"]+)"/.exec(shown.text)?.[1] ?? this.#csrf;
    return shown;
  }

  async #ask(address: string, method = 'GET', body?: URLSearchParams) {
    const { host, origin } = new URL(address);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, origin, 'sec-fetch-site': 'same-origin' };
    const answer = await fetch(address, { method, redirect: 'manual', headers, body: body ?? null });
    for (const one of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      text: await answer.text(),
      next: location === null ? undefined : new URL(location, address).href,
    };
  }
}
