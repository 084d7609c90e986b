// Pages and lists take turns; health and slots wait for nobody, and who waits too long is told.
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lineOf, takeTurns } from "@/app/_web/costly-requests";
import { Turns } from "@/lib/platform/turns";

let server: Server;
let going: { path: string; response: ServerResponse }[];
let address: string;

beforeEach(async () => {
  going = [];
  server = createServer((request, response) => {
    if (request.url === "/healthz") response.end("well");
    else going.push({ path: request.url ?? "", response });
  });
  takeTurns(server, { pages: new Turns(2), downloads: new Turns(1) }, { pages: 300, downloads: 60_000 });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((next) => setTimeout(next, 5));
};

it("takes as many at a time as are allowed, in their order, and keeps nothing else waiting", async () => {
  const answers = ["/clients?n=1", "/clients?n=2", "/api/v1/clients"].map((path) => fetch(address + path));
  await until(() => going.length === 2);
  expect(await (await fetch(`${address}/healthz`)).text()).toBe("well");
  expect(going.map(({ path }) => path)).not.toContain("/api/v1/clients");
  going[0]?.response.end("one");
  await until(() => going.length === 3);
  for (const { response } of going.slice(1)) response.end("done");
  expect(await Promise.all(answers.map(async (each) => (await each).status))).toEqual([200, 200, 200]);
});

it("lets downloads stand in a line of their own, in which they wait longer", async () => {
  const files = [fetch(`${address}/api/v1/clients.csv?n=1`), fetch(`${address}/api/v1/work-items.csv`)];
  await until(() => going.length === 1);
  const page = fetch(`${address}/clients`);
  await until(() => going.length === 2);
  going[1]?.response.end("a page");
  expect(await (await page).text()).toBe("a page");
  await new Promise((next) => setTimeout(next, 400));
  expect(going.length).toBe(2);
  going[0]?.response.end("one");
  await until(() => going.length === 3);
  going[2]?.response.end("the other");
  expect(await Promise.all(files.map(async (each) => (await each).text()))).toEqual(["one", "the other"]);
});

it("tells who waits too long that it is busy: a script with a problem, a browser with a page", async () => {
  const held = [fetch(`${address}/a`), fetch(`${address}/b`)];
  await until(() => going.length === 2);
  const [script, page] = await Promise.all([fetch(`${address}/api/v1/clients`), fetch(`${address}/clients`)]);
  expect(script.status).toBe(503);
  expect(Number(script.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await script.json()).toMatchObject({ code: "overloaded" });
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('http-equiv="refresh"');
  for (const { response } of going) response.end();
  await Promise.all(held);
});

it("gives the turn of who went away to the next", async () => {
  const gone = new AbortController();
  const left = fetch(`${address}/a`, { signal: gone.signal }).catch(() => "gone");
  const held = fetch(`${address}/b`);
  await until(() => going.length === 2);
  gone.abort();
  expect(await left).toBe("gone");
  const next = fetch(`${address}/c`);
  await until(() => going.length === 3);
  for (const { response } of going.slice(1)) response.end("in turn");
  expect(await (await next).text()).toBe("in turn");
  await held;
});

it("makes nothing more for who asked many times on one connection and went away", async () => {
  const many = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const asked = Array.from(
    { length: 50 },
    (_, index) => `GET /many${index} HTTP/1.1\r\nHost: rollcall\r\n\r\n`,
  );
  many.write(asked.join(""));
  await until(() => going.length === 2);
  const held = going.map(({ response }) => response);
  many.destroy();
  await until(() => held.some((response) => response.destroyed));
  for (const response of held) response.end();
  const next = fetch(`${address}/next`);
  await until(() => going.some(({ path }) => path === "/next"));
  expect(going.map(({ path }) => path)).toEqual(["/many0", "/many1", "/next"]);
  going.at(-1)?.response.end("in turn");
  expect(await (await next).text()).toBe("in turn");
});

it("gives the turn of who does not read what is written to the next", async () => {
  const slow = connect((server.address() as AddressInfo).port, "127.0.0.1");
  slow.write("GET /slow HTTP/1.1\r\nHost: rollcall\r\n\r\n");
  slow.pause();
  const held = fetch(`${address}/b`);
  await until(() => going.length === 2);
  const filler = Buffer.alloc(1 << 20);
  const unread = going.find(({ path }) => path === "/slow")?.response;
  for (let piece = 0; piece < 40; piece++) unread?.write(filler);
  const next = fetch(`${address}/c`);
  await until(() => going.length === 3);
  for (const { path, response } of going) if (path !== "/slow") response.end("in turn");
  expect(await (await next).text()).toBe("in turn");
  await held;
  slow.destroy();
});

it.each([
  ["GET", "/", "pages"],
  ["GET", "/clients?state=overdue", "pages"],
  ["GET", "/api/v1/clients", "pages"],
  ["POST", "/api/v1/slots", null],
  ["GET", "/api/v1/slots", null],
  ["GET", "/api/v1/clients.csv", "downloads"],
  ["GET", "/healthz", null],
  ["GET", "/readyz", null],
  ["GET", "/metrics", null],
  ["GET", "/_next/static/x.js", null],
  ["POST", "/fleetlock/v1/pre-reboot", null],
])("%s %s", (method, url, wanted) => {
  expect(lineOf(method, url)).toBe(wanted);
});

it("lets those in who knock before it begins with another page, so that health does not stand behind hundreds of them", async () => {
  const knocking = 150;
  const sliceMs = 5;
  let pages = 0;
  const busy = createServer((request, response) => {
    if (request.url === "/healthz") return response.end(`well after ${pages}`);
    // A page is made in slices, as React does.
    const make = (slices: number) => {
      const end = performance.now() + sliceMs;
      while (performance.now() < end);
      if (slices > 1) return setImmediate(make, slices - 1);
      pages++;
      response.end("made");
    };
    setImmediate(make, 4);
  });
  takeTurns(busy, { pages: new Turns(4), downloads: new Turns(1) }, { pages: 60_000, downloads: 60_000 });
  await new Promise<void>((ready) => busy.listen(0, "127.0.0.1", ready));
  const { port } = busy.address() as AddressInfo;
  const ask = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let text = "";
      socket.on("data", (data) => {
        text += data;
      });
      socket.on("error", reject).on("close", () => resolve(text.split("\r\n\r\n").at(-1) ?? ""));
      socket.write(`GET ${path} HTTP/1.1\r\nHost: rollcall\r\nConnection: close\r\n\r\n`);
    });
  const asked = Array.from({ length: knocking }, (_, index) => ask(`/clients?n=${index}`));
  const health = await ask("/healthz");
  const done = Number(/well after (\d+)/.exec(health)?.[1]);
  expect(done).toBeLessThan(knocking / 5);
  expect(new Set(await Promise.all(asked))).toEqual(new Set(["made"]));
  busy.close();
});
