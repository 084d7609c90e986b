import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { cutWhenIdle, whyBroken } from "@/app/_web/guard-requests";

describe("a request that Next cannot answer", () => {
  it.each([
    ["GET", "/api/v1/clients", null],
    ["POST", "/fleetlock/v1/pre-reboot", null],
    ["OPTIONS", "/api/v1/clients", null],
    ["GET", "/clients?q=%zz", null],
    ["TRACE", "/", "method"],
    ["PROPFIND", "/api/v1/clients", "method"],
    ["GET", "*", "address"],
    ["OPTIONS", "*", "address"],
    ["GET", "/api/v1/clients/%zz", "address"],
    ["GET", "/%", "address"],
    ["GET", "/%C3%28", "address"],
    ["GET", "http://elsewhere/", "address"],
  ])("%s %s: %s", (method, url, why) => {
    expect(whyBroken(method, url)).toBe(why);
  });
});

describe("a connection on which nothing moves", () => {
  const idleMs = 50;
  let server: Server;

  async function open(answer: RequestListener): Promise<Socket> {
    server = createServer((request, response) => {
      cutWhenIdle(request, response, request.socket, idleMs);
      answer(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return connect((server.address() as AddressInfo).port, "127.0.0.1");
  }

  afterEach(() => server.closeAllConnections());

  it("stays open while the answer is being made", async () => {
    const socket = await open((_, response) => void setTimeout(() => response.end("made"), 6 * idleMs));
    socket.write("DELETE / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    expect(await text(socket)).toContain("made");
  });

  it("is cut when the rest of a request does not come", async () => {
    const socket = await open(() => undefined);
    socket.write("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf");
    expect(await text(socket)).toBe("");
  });

  it("is cut when nobody takes the answer", async () => {
    let cut: Promise<unknown> = Promise.resolve();
    const socket = await open((request, response) => {
      cut = once(request.socket, "close");
      response.write("much".repeat(20_000_000));
    });
    socket.on("error", () => undefined).pause();
    socket.write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
    await once(server, "request");
    await cut;
    socket.destroy();
  });
});
