/** A running server: where it is, what to log in with, and who and what is there. */
export interface Boxwood {
  /** The server without a proxy, http://127.0.0.1:PORT. */
  baseUrl: string;
  /** For `client.withCustomBaseUrls` of box-node-sdk 10.x. */
  baseUrls: { baseUrl: string; uploadUrl: string; oauth2Url: string };
  /** For `sdk.configure` of box-node-sdk 3.x, beside `request: { agentClass: http.Agent }`. */
  legacyUrls: { apiRootURL: string; uploadAPIRootURL: string; authorizeRootURL: string };
  /** The app's settings file, for JWT. */
  configFile: string;
  /** The same as it is read. */
  config: any;
  clientId: string;
  clientSecret: string;
  enterpriseId: string;
  adminId: string;
  /** Somebody to act as: the first user. */
  userId: string;
  /** Of the admin. */
  developerToken: string;
  /** The certificate of the CA, as a file. */
  ca: string;
  /** What to start programs with that know no server but Box's. */
  env: Record<string, string>;
  /** Ids by logins. */
  users: Record<string, string>;
  /** Ids by owner and path, `una@example.com:/Plans`. */
  folders: Record<string, string>;
  files: Record<string, string>;
  stop(): Promise<void>;
}

export interface Options {
  /** A YAML file with who and what is there. */
  seed?: string | URL;
  /** What becomes of requests to hosts that are not Box's. */
  outside?: 'refuse' | 'allow';
  /** Whether addresses in answers are Box's own, for programs that are started with `env`. */
  transparent?: boolean;
}

export function start(options?: Options): Promise<Boxwood>;
/** Stops it when the test is over. */
export function forTest(t: { after(work: () => Promise<void>): void }, options?: Options): Promise<Boxwood>;
