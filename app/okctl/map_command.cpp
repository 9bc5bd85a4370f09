// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl map build: an .okmap from an OpenStreetMap extract, or from a county topology.
#include <cstdio>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/okctl/commands.h"
#include "app/okctl/gzip_file.h"
#include "shared/territory/map_build.h"

namespace ok::okctl {
namespace {

struct MapOptions {
    std::string osm, topology, counties, around, out, name, attribution, licence;
};

int complain(const Problem& why) {
    std::fprintf(stderr, "okctl map build: %s (%s)\n", why.message.c_str(), why.code.c_str());
    return 1;
}

int buildMain(const MapOptions& options) {
    const bool fromOsm = !options.osm.empty();
    if (fromOsm == !options.topology.empty() || (!fromOsm && options.counties.empty())) {
        std::fputs("okctl map build: give either --osm, or --topology with --counties\n", stderr);
        return 2;
    }
    const auto source = readMaybeGzip(fromOsm ? options.osm : options.topology);
    if (!source.ok()) return complain(source.problem());
    territory::MapBuildRequest request;
    request.source = *source;
    request.counties = options.counties;
    request.around = options.around;
    request.options.name = options.name;
    request.options.attribution = fromOsm ? std::string(territory::osmAttribution) : options.attribution;
    request.options.licence = fromOsm ? std::string(territory::osmLicence) : options.licence;
    const auto built = territory::mapBuild(request);
    if (!built.ok()) return complain(built.problem());
    std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
    out.write(built->bytes.data(), static_cast<std::streamsize>(built->bytes.size()));
    out.close();
    if (!out) return complain(problem("file_unwritable", "cannot write `" + options.out + "`"));
    for (const auto& line : built->summary) std::fprintf(stderr, "  %s\n", line.c_str());
    std::fprintf(stderr, "okctl map build: %zu bytes in %s\n", built->bytes.size(), options.out.c_str());
    return 0;
}

}  // namespace

void addMapCommand(CLI::App& app, Program& program) {
    auto options = std::make_shared<MapOptions>();
    auto* map = app.add_subcommand("map", "base maps of the console");
    map->require_subcommand(1);
    auto* build = map->add_subcommand("build", "make an .okmap file from open data");
    build->add_option("--osm", options->osm, "an OpenStreetMap extract, .osm or .osm.gz");
    build->add_option("--topology", options->topology, "a county TopoJSON");
    build->add_option("--counties", options->counties, "of a topology: ids (prefixes) drawn strongly, such as 21");
    build->add_option("--around", options->around, "of a topology: ids drawn faintly around them");
    build->add_option("--out", options->out, "the file to write")->required();
    build->add_option("--name", options->name, "what the map is called")->default_val("map");
    build->add_option("--attribution", options->attribution, "who must be named; set for OpenStreetMap");
    build->add_option("--licence", options->licence, "SPDX name of the data's licence; set for OpenStreetMap");
    build->callback([options, &program] { program.exitCode = buildMain(*options); });
}

}  // namespace ok::okctl
