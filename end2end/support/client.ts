// The console's own functions, called as its pages call them: to arrange what a test is not about, and to look at
// what it has changed.

export const PASSWORD = 'correct horse battery';
export const COOKIE = '__Host-session';

/** Who a client says it is: the browser that stands here for all. */
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** What the form for a new user sends, and what happens to the user then. */
export interface NewUser {
  user_id: string;
  name?: string;
  description?: string;
  primary_email_address?: string;
  password?: string;
  state?: 'requested' | 'approved' | 'rejected' | 'flagged' | 'suspended';
  email_validated?: boolean;
  admin?: boolean;
}

export interface User {
  user_id: string;
  name: string;
  description: string;
  primary_email_address: string;
  primary_email_address_validated_at: number | null;
  state: string;
  state_description: string;
  admin: boolean;
  version: number;
  deleted_at: number | null;
  [field: string]: unknown;
}

export class Client {
  constructor(
    readonly origin: string,
    /** The value of the session's cookie. */
    readonly cookie = '',
    private readonly agent = CHROME,
  ) {}

  /** A new session of somebody. */
  async logIn(userId = 'admin', password = PASSWORD): Promise<Client> {
    // Without the session so far, which would end.
    const answer = await new Client(this.origin, '', this.agent).send('POST', 'sessions/create', { user_id: userId, password });
    const cookie = answer.headers.getSetCookie().find((cookie) => cookie.startsWith(`${COOKIE}=`));
    const value = cookie?.slice(COOKIE.length + 1).split(';')[0];
    if (!value) throw new Error(`${userId} can't log in: ${await answer.text()}`);
    return new Client(this.origin, value);
  }

  /** Calls a function and answers the bare answer. */
  async send(method: 'GET' | 'POST', name: string, form: Record<string, string> = {}): Promise<Response> {
    const fields = new URLSearchParams(form);
    const url = `${this.origin}/fn/${name}`;
    const headers = {
      Accept: 'application/json',
      Cookie: `${COOKIE}=${this.cookie}`,
      Origin: this.origin,
      'User-Agent': this.agent,
    };
    if (method === 'GET') return fetch(`${url}?${fields}`, { headers });
    return fetch(url, { method, headers, body: fields });
  }

  /** Changes something, which has to succeed. */
  async post(name: string, form: Record<string, string> = {}): Promise<void> {
    const answer = await this.send('POST', name, form);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.status} ${await answer.text()}`);
  }

  async addUser(user: NewUser): Promise<void> {
    const { user_id, password = PASSWORD, state = 'approved' } = user;
    await this.post('users/create', {
      user_id,
      password,
      confirm: password,
      state,
      name: user.name ?? '',
      description: user.description ?? '',
      primary_email_address: user.primary_email_address ?? `${user_id}@example.com`,
      ...(user.email_validated ? { email_validated: 'on' } : {}),
      ...(user.admin ? { admin: 'on' } : {}),
    });
  }

  async deleteUser(userId: string): Promise<void> {
    await this.post('users/delete', { user_id: userId, how: 'delete' });
  }

  /** A user, live or deleted. */
  async user(userId: string): Promise<User> {
    const answer = await this.send('GET', 'users/get', { user_id: userId });
    if (!answer.ok) throw new Error(`${userId}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { user: User }).user;
  }

  /** Everything that can be changed: users, what was done to them, and the caller's own sessions; as one text. */
  async everything(): Promise<string> {
    const tabs = ['', 'deleted'].map(async (tab) => {
      const answer = await this.send('GET', 'users/list', { tab, limit: '1000' });
      return answer.text();
    });
    const overview = await this.send('GET', 'overview/get');
    const { changes } = (await overview.json()) as { changes: unknown };
    const [sessions] = (await (await this.send('GET', 'sessions/list')).json()) as [{ session_id: string }[]];
    const named = sessions.map(({ session_id }) => session_id).sort();
    return [...(await Promise.all(tabs)), JSON.stringify(changes), ...named].join('\n');
  }

  /** Whether the cookie stands for somebody. */
  async isLoggedIn(): Promise<boolean> {
    const answer = await this.send('GET', 'sessions/user');
    return (await answer.json()) !== null;
  }
}
