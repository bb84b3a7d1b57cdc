// Gaussians drawn by the browser's own WebGL: the scene's .ply, fetched anew while it trains.
import { SparkRenderer, SplatMesh } from '@sparkjsdev/spark';
import { Matrix4, PerspectiveCamera, Scene, WebGLRenderer } from 'three';

/** Longest side in pixels where WebGL is drawn by the processor: small, but it moves. */
const SOFTWARE_SIDE = 240;

function isSoftware(gl) {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return Boolean(names) && /swiftshader|llvmpipe|software/i.test(gl.getParameter(names.UNMASKED_RENDERER_WEBGL));
}

/** Draws into a canvas of its own; throws where there is no WebGL 2. */
export class SplatView {
  constructor() {
    this.renderer = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true, powerPreference: 'high-performance' });
    this.renderer.setClearColor(0x000000, 1);
    this.canvas = this.renderer.domElement;
    this.canvas.className = 'splats';
    this.largest = isSoftware(this.renderer.getContext()) ? SOFTWARE_SIDE : Infinity;
    this.scene = new Scene();
    this.scene.add(new SparkRenderer({ renderer: this.renderer }));
    this.camera = new PerspectiveCamera(50, 4 / 3, 0.01, 1000);
    this.camera.matrixAutoUpdate = false;
    this.mesh = null;
  }

  /** Takes a whole .ply; the Gaussians of before stay until these are ready. */
  async show(bytes) {
    const next = new SplatMesh({ fileBytes: bytes, fileName: 'scene.ply' });
    await next.initialized;
    if (this.mesh) {
      this.scene.remove(this.mesh);
      this.mesh.dispose();
    }
    this.mesh = next;
    this.scene.add(next);
  }

  /**
   * Draws once.
   * @param pose camera to world, 16 numbers, row by row, OpenCV axes; OpenGL's y and z point the other way
   * @param fovY vertical field of view, radians
   */
  draw(pose, fovY, width, height) {
    const ratio = Math.min(2, devicePixelRatio || 1, this.largest / Math.max(width, height));
    const size = `${width} ${height} ${ratio}`;
    if (size !== this.size) {
      this.size = size;
      this.renderer.setPixelRatio(ratio);
      this.renderer.setSize(width, height, false);
    }
    this.camera.fov = (fovY * 180) / Math.PI;
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.camera.matrix.copy(new Matrix4().set(...pose).multiply(new Matrix4().makeScale(1, -1, -1)));
    this.camera.matrixWorldNeedsUpdate = true;
    this.renderer.render(this.scene, this.camera);
  }

  close() {
    this.mesh?.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
    this.canvas.remove();
  }
}
