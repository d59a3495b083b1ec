// The golden hashes once more under CPython 3.14 on WebAssembly (32 bits, no host libc): the engine, detectors and score without
// their Gymnasium face, as there is no NumPy for it on PyPI.
//
//     npm install --no-save pyodide@314.0.7          in a folder of its own, NODE_PATH or a link to its node_modules beside this file
//     pip download --no-deps --only-binary :all: --platform pyemscripten_2026_0_wasm32 --implementation cp --abi cp314 \
//         --python-version 314 msgspec pydantic-core pydantic typing-extensions typing-inspection annotated-types    (unzip into SITE)
//     the folder yaml of PyYAML without its compiled part, copied into SITE
//     node golden_wasm.mjs SITE CHECKOUT RESULT.json [FAMILY ...] [--seeds 0,1]
import { loadPyodide, version } from "pyodide";

const [site, root, result, ...args] = process.argv.slice(2);
const py = await loadPyodide({ env: { HOME: "/home", PYTHONHASHSEED: "7" } });
for (const [folder, from] of [["/site", site], ["/checkout", root]]) {
  py.FS.mkdirTree(folder);
  py.FS.mount(py.FS.filesystems.NODEFS, { root: from }, folder);
}
const found = await py.runPythonAsync(`
import json, platform, sys, types
sys.dont_write_bytecode = True
sys.path[:0] = ["/site", "/checkout/src", "/checkout/benchmarks"]
package = types.ModuleType("agentsim")  # its own __init__ registers with Gymnasium
package.__path__, package.__version__ = ["/checkout/src/agentsim"], "0"
sys.modules["agentsim"] = package
import golden, msgspec, pydantic
arguments = ${JSON.stringify(args)}
at = arguments.index("--seeds") if "--seeds" in arguments else len(arguments)
seeds = [int(seed) for seed in arguments[at + 1].split(",")] if arguments[at:] else list(range(golden.SEEDS))
families = arguments[:at] or sorted(golden.family_folders())
known, wrong = json.loads(golden.FILE.read_text(encoding="utf-8")), []
for family in families:
    wrong += golden.compare({family: golden.hash_family(family, seeds)}, known)
    print(family, wrong, flush=True)
json.dumps({
    "what": "golden hashes of the engine under CPython on WebAssembly", "python": platform.python_version(), "machine": platform.machine(),
    "pointer_bits": sys.maxsize.bit_length() + 1, "msgspec": msgspec.__version__, "pydantic": pydantic.__version__,
    "families": len(families), "seeds": seeds, "hashes": 2 * len(families) * len(seeds), "differ": wrong,
}, indent=1)
`);
const { writeFileSync } = await import("node:fs");
writeFileSync(result, JSON.stringify({ ...JSON.parse(found), pyodide: version, node: process.version }, null, 1) + "\n");
process.exit(JSON.parse(found).differ.length ? 1 : 0);
