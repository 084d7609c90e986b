/** Which releases of Remote Support speak which version of the API. Data: a new line is all that a new release needs. */

/**
 * Versions as the vendor's table prints them; `x` stands for any last part. Source: docs.beyondtrust.com/rs/docs/api-change
 * (table of versions and change log, read 2025). 1.16.0 is printed on a guide of 18.1 as well as on that of 17.1.
 */
export const apiReleases: Readonly<Record<string, readonly string[]>> = {
  "1.0.0": ["10.1"],
  "1.1.x": ["10.2"],
  "1.2.x": ["10.3"],
  "1.3.x": ["10.4"],
  "1.4.x": ["10.5"],
  "1.5.0": ["10.6"],
  "1.6.0": ["11.1"],
  "1.7.x": ["12.1"],
  "1.8.0": ["12.2"],
  "1.9.0": ["12.3"],
  "1.10.0": ["13.1"],
  "1.11.0": ["14.1"],
  "1.12.0": ["14.2", "14.3"],
  "1.13.0": ["15.1"],
  "1.13.1": ["15.2"],
  "1.15.0": ["16.1"],
  "1.15.1": ["16.2"],
  "1.16.0": ["17.1", "18.1"],
  "1.18.0": ["18.2"],
  "1.19.0": ["19.1"],
  "1.19.2": ["19.2", "20.1"],
  "1.21.0": ["21.1", "21.2"],
  "1.21.1": ["21.3"],
  "1.22.1": ["22.1"],
  "1.22.2": ["22.2", "22.3"],
  "1.23.1": ["23.x"],
  "1.24.1": ["24.x"],
};
