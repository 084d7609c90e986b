/** How a file came to Rollcall, which decides what whoever reads about it can do to bring a better one. */

/** `upload`: a person or a script sent it; `folder`, `url`: a feed found it there; `list`: Rollcall made it of what a feed read. */
export type CameBy = "upload" | "folder" | "url" | "list";
