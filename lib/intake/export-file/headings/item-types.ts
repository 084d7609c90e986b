/**
 * DATA and lookup of the item types that stand in the console's lists beside the six kinds of client: Jump
 * shortcuts and what else one can jump to. They carry no client software, so no upgrade concerns them.
 */

import { cut, foldWords } from "../cells/clean-text";

/** By the vendor's English name: other spellings and translations. Compared folded, without "Jump Item" and the like. */
const itemTypeWords: Readonly<Record<string, readonly string[]>> = {
  "Remote RDP": [
    "RDP remoto",
    "RDP remota",
    "RDP distant",
    "RDP à distance",
    "Remote-RDP",
    "RDP remote",
    "Entferntes RDP",
  ],
  "Local RDP": ["RDP local", "RDP locale", "Lokales RDP"],
  RDP: ["Remote Desktop", "Remote Desktop Protocol", "Microsoft RDP", "BYOT RDP"],
  "Remote VNC": [
    "VNC remoto",
    "VNC remota",
    "VNC distant",
    "VNC à distance",
    "Remote-VNC",
    "VNC remote",
    "Entferntes VNC",
  ],
  "Local VNC": ["VNC local", "VNC locale", "Lokales VNC"],
  VNC: [],
  "Local Jump": ["Jump local", "Jump locale", "Lokaler Jump", "Lokaler-Jump", "Local Push", "Push local"],
  "Remote Jump": [
    "Jump remoto",
    "Jump distant",
    "Jump à distance",
    "Remote-Jump",
    "Entfernter Jump",
    "Remote Push",
    "Push remoto",
  ],
  "Shell Jump": [
    "Shell-Jump",
    "Jump Shell",
    "Jump de shell",
    "Jump a shell",
    "Jump vers un shell",
    "SSH",
    "SSH Tunnel",
    "Telnet",
    "SSH/Telnet",
  ],
  "Web Jump": ["Web-Jump", "Jump web", "Jump de web", "Jump para web", "Jump Web", "Saut Web", "Salto web"],
  "Protocol Tunnel Jump": [
    "Protocol Tunnel",
    "Protocol Tunnelling",
    "Protocol Tunneling",
    "Tunnel Jump",
    "TCP Tunnel",
    "Network Tunnel",
    "SQL Server Tunnel",
    "PostgreSQL Tunnel",
    "MySQL Tunnel",
    "Kubernetes Cluster Tunnel",
    "Túnel de protocolo",
    "Jump de túnel de protocolo",
    "Jump de tunelamento de protocolo",
    "Túnel de protocolos",
    "Tunnel di protocollo",
    "Tunnel protocollo",
    "Jump tunnel protocollo",
    "Tunnel de protocole",
    "Jump de tunnel de protocole",
    "Jump par tunnel de protocole",
    "Protokolltunnel",
    "Protokolltunnel-Jump",
    "Protocol-Tunnel-Jump",
  ],
  "Intel vPro": ["vPro", "Intel vPro AMT", "Intel AMT", "AMT"],
  Mobile: [
    "Mobile Device",
    "Jump to Mobile",
    "Dispositivo móvel",
    "Dispositivo móvil",
    "Dispositivo mobile",
    "Appareil mobile",
    "Mobilgerät",
    "Mobiles Gerät",
  ],
  "Jump shortcut": [
    "Jump Shortcuts",
    "Shortcut",
    "Atalho de Jump",
    "Acceso directo de Jump",
    "Collegamento Jump",
    "Raccourci de Jump",
    "Jump-Verknüpfung",
  ],
  "Vault account": ["Vault Account", "Vault Accounts"],
};

const typeChars = 80;

/** Endings that name a thing of the list without saying which. */
const endings = [
  "jump items",
  "jump item",
  "items",
  "item",
  "shortcuts",
  "shortcut",
  "sessions",
  "session",
  "elements",
  "element",
  "elemento",
  "elementos",
];

const byWords = new Map<string, string>();
for (const [name, spellings] of Object.entries(itemTypeWords)) {
  for (const words of [name, ...spellings]) {
    byWords.set(foldWords(words), name);
    byWords.set(`${foldWords(words)}s`, name);
  }
}

/**
 * The English name of the item type that these words name, in any of the six languages; null for the kinds of
 * client and for everything else.
 */
export function otherItemType(text: string): string | null {
  const known = byWords.get(text);
  if (known) return known;
  if (text.length > typeChars) return null;
  const words = foldWords(cut(text.replaceAll("_", " "), typeChars));
  const whole = byWords.get(words);
  if (whole) return whole;
  for (const ending of endings) {
    const named = words.endsWith(` ${ending}`) ? byWords.get(words.slice(0, -ending.length - 1)) : undefined;
    if (named) return named;
  }
  return null;
}
